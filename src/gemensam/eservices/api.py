"""What other domains may ask of eservices."""

from gemensam.eservices.actions import Receipt, begin, save, submit
from gemensam.eservices.catalogue import EService, NoSuchService, Quality, catalogue
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication, application

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
    "submit",
]
