"""Tables: plan, grant, values and co-funding in the county body's tenant; hours in each municipality's."""

from gemensam.programme.models.followup import FollowUpPublication, FollowUpReport
from gemensam.programme.models.hours import HoursTimer, LockedYear, ReminderRound
from gemensam.programme.models.indicators import (
    IndicatorDefinitionVersion,
    IndicatorMonth,
    IndicatorObservation,
    IndicatorTarget,
    IndicatorValue,
    IndicatorValuePart,
)
from gemensam.programme.models.kolada import KoladaKpi, KoladaValue
from gemensam.programme.models.ledger import (
    ConditionStanding,
    GrantClosing,
    GrantCondition,
    LedgerLine,
)
from gemensam.programme.models.lists import ListImport
from gemensam.programme.models.money import (
    CofundingLine,
    Grant,
    GrantComponent,
    GrantPurpose,
    LateHours,
)
from gemensam.programme.models.plan import Plan, PlanRevision, PlanSignOff
from gemensam.programme.models.projects import (
    Project,
    ProjectDelivery,
    ProjectNote,
    ProjectParticipant,
    ProjectRisk,
    ProjectStakeholder,
    ProjectStatus,
)
from gemensam.programme.models.projects_draft import (
    ApplicationDraft,
    ApplicationInvitation,
    ReceivedInvitation,
)
from gemensam.programme.models.projects_portfolio import (
    PortfolioApplicant,
    PortfolioApplication,
    PortfolioCall,
    PortfolioDecision,
    PortfolioFrame,
    PortfolioModel,
    PortfolioScore,
)
from gemensam.programme.models.reported import HourlyRate, HourReport
from gemensam.programme.models.resources import Pool, ResourceLine

__all__ = [
    "ApplicationDraft",
    "ApplicationInvitation",
    "CofundingLine",
    "ConditionStanding",
    "FollowUpPublication",
    "FollowUpReport",
    "Grant",
    "GrantClosing",
    "GrantComponent",
    "GrantCondition",
    "GrantPurpose",
    "HourReport",
    "HourlyRate",
    "HoursTimer",
    "IndicatorDefinitionVersion",
    "IndicatorMonth",
    "IndicatorObservation",
    "IndicatorTarget",
    "IndicatorValue",
    "IndicatorValuePart",
    "KoladaKpi",
    "KoladaValue",
    "LateHours",
    "LedgerLine",
    "ListImport",
    "LockedYear",
    "Plan",
    "PlanRevision",
    "PlanSignOff",
    "Pool",
    "PortfolioApplicant",
    "PortfolioApplication",
    "PortfolioCall",
    "PortfolioDecision",
    "PortfolioFrame",
    "PortfolioModel",
    "PortfolioScore",
    "Project",
    "ProjectDelivery",
    "ProjectNote",
    "ProjectParticipant",
    "ProjectRisk",
    "ProjectStakeholder",
    "ProjectStatus",
    "ReceivedInvitation",
    "ReminderRound",
    "ResourceLine",
]
