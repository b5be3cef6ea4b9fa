"""What others may ask of what Gemensam knows from HSA."""

from gemensam.identity.hsa.answers import Answer, Credentials, Place, ToldCommission
from gemensam.identity.hsa.applying import follow_all
from gemensam.identity.hsa.client import Configuration, configuration, connected
from gemensam.identity.hsa.sync import Asking, Done, Trouble, synchronise, synchronise_due
from gemensam.soap.channel import NotConfigured

__all__ = [
    "Answer",
    "Asking",
    "Configuration",
    "Credentials",
    "Done",
    "NotConfigured",
    "Place",
    "ToldCommission",
    "Trouble",
    "configuration",
    "connected",
    "follow_all",
    "synchronise",
    "synchronise_due",
]
