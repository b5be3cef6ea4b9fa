"""What other domains may ask of eservices."""

from gemensam.eservices.actions import Receipt, begin, save, submit
from gemensam.eservices.catalogue import EService, NoSuchService, Quality, catalogue
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication, application
from gemensam.eservices.together import shown, sign

__all__ = [
    "ApplicationRow",
    "EService",
    "NoSuchApplication",
    "NoSuchService",
    "Quality",
    "Receipt",
    "Visit",
    "application",
    "begin",
    "catalogue",
    "save",
    "shown",
    "sign",
    "submit",
]
