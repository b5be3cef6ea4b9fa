"""What other domains may ask of employees."""

from gemensam.employees.keeping.county import Staff, counted_days, staff_counts
from gemensam.employees.keeping.credentials import Told as CredentialTold
from gemensam.employees.keeping.credentials import do_step, remind_everywhere
from gemensam.employees.keeping.credentials import write_down as write_credentials_down
from gemensam.employees.keeping.looking import (
    look_through,
    look_through_everywhere,
    write_log_ins,
)
from gemensam.employees.keeping.preview import Answer, Line, lines
from gemensam.employees.keeping.systems import Told as SystemTold
from gemensam.employees.keeping.systems import set_issuing
from gemensam.employees.keeping.systems import write as write_system
from gemensam.employees.keeping.visit import PREVIEW, Visit, visit_of
from gemensam.employees.keeping.words import (
    person_name,
    purpose_name,
    right_name,
    right_sentences,
    thing_name,
)
from gemensam.employees.models import Category
from gemensam.employees.register import Accepts, Carrier, CredentialState, IssuingState
from gemensam.employees.registering import register_employee

__all__ = [
    "PREVIEW",
    "Accepts",
    "Answer",
    "Carrier",
    "Category",
    "CredentialState",
    "CredentialTold",
    "IssuingState",
    "Line",
    "Staff",
    "SystemTold",
    "Visit",
    "counted_days",
    "do_step",
    "lines",
    "look_through",
    "look_through_everywhere",
    "person_name",
    "purpose_name",
    "register_employee",
    "remind_everywhere",
    "right_name",
    "right_sentences",
    "set_issuing",
    "staff_counts",
    "thing_name",
    "visit_of",
    "write_credentials_down",
    "write_log_ins",
    "write_system",
]
