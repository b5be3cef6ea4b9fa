"""What other domains may ask of eservices."""

from gemensam.eservices.actions import Receipt, begin, save, submit
from gemensam.eservices.catalogue import EService, NoSuchService, Quality, catalogue
from gemensam.eservices.contact import Contact, tell_contact
from gemensam.eservices.inventory import qualities
from gemensam.eservices.inventory_actions import Told as ToldOfService
from gemensam.eservices.inventory_actions import list_service, say_stage
from gemensam.eservices.inventory_rules import PARTS
from gemensam.eservices.opening_hours import read as read_hours
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication, application
from gemensam.eservices.together import shown, sign

__all__ = [
    "PARTS",
    "ApplicationRow",
    "Contact",
    "EService",
    "NoSuchApplication",
    "NoSuchService",
    "Quality",
    "Receipt",
    "ToldOfService",
    "Visit",
    "application",
    "begin",
    "catalogue",
    "list_service",
    "qualities",
    "read_hours",
    "save",
    "say_stage",
    "shown",
    "sign",
    "submit",
    "tell_contact",
]
