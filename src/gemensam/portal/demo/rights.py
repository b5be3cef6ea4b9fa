"""What the cast may do at work: the rights of each sort of commission."""

from gemensam.kernel.actor import Activity as A  # noqa: N817 -- a table of rights reads by letters
from gemensam.kernel.actor import InformationClass as I
from gemensam.kernel.actor import Right, Scope


def rights_in(scope: Scope, *pairs: tuple[A, I]) -> tuple[Right, ...]:
    """Give rights to do things with sorts of information, as far as the scope goes."""
    return tuple(Right(activity, information, scope) for activity, information in pairs)


_HOME_CARE_PAIRS = (
    (A.READ, I.VISIT),
    (A.WRITE, I.VISIT),
    (A.READ, I.NOTE_SOL),
    (A.WRITE, I.NOTE_SOL),
    (A.SIGN, I.NOTE_SOL),
    (A.READ, I.RESIDENT),
    (A.READ, I.CARE_SERVICE),
    (A.READ, I.SAFETY_ALARM),
    (A.RECEIVE, I.SAFETY_ALARM),
    (A.READ, I.HOURS),
    (A.WRITE, I.HOURS),
)
HOME_CARE = rights_in(Scope.UNIT, *_HOME_CARE_PAIRS)
# The night patrol drives to everybody whom the municipality cares for.
NIGHT_PATROL = rights_in(Scope.PROVIDER, *_HOME_CARE_PAIRS)
CASEWORK = rights_in(
    Scope.TENANT,
    *((A.READ, I.CASE), (A.WRITE, I.CASE), (A.READ, I.APPLICATION), (A.WRITE, I.APPLICATION)),
    *((A.READ, I.DECISION), (A.DECIDE, I.DECISION), (A.READ, I.RESIDENT), (A.READ, I.MANDATE)),
    *((A.WRITE, I.MANDATE), (A.READ, I.CARE_SERVICE), (A.WRITE, I.CARE_SERVICE)),
)
# A unit's manager: gives out the unit's cases; reads and decides one that is hers, or for a reason.
UNIT_MANAGER = rights_in(
    Scope.UNIT,
    *((A.ADMINISTER, I.CASE), (A.READ, I.CASE), (A.WRITE, I.CASE), (A.READ, I.APPLICATION)),
    *((A.READ, I.DECISION), (A.DECIDE, I.DECISION), (A.READ, I.RESIDENT), (A.READ, I.MANDATE)),
    (A.READ, I.CARE_SERVICE),
)
# Making forms and publishing them; asking many, and reading what they answered.
FORMS = rights_in(
    Scope.TENANT,
    *((may, what) for what in (I.FORM, I.SURVEY) for may in (A.READ, A.WRITE, A.DECIDE)),
)
# A municipality's own part of the programme, and the county's and associations' work with it.
OWN_PROGRAMME = rights_in(Scope.TENANT, (A.READ, I.PROGRAMME), (A.WRITE, I.PROGRAMME))
PROGRAMME = (*OWN_PROGRAMME, *rights_in(Scope.TENANT, (A.READ, I.HOURS)))
COUNTY_PROGRAMME = (*PROGRAMME, *rights_in(Scope.TENANT, (A.DECIDE, I.PROGRAMME)), *FORMS)
