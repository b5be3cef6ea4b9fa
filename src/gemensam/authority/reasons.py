"""Why something is allowed or refused, in plain Swedish and English for refusal pages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """One reason per check; ALLOWED when no check denied."""

    ALLOWED = "ALLOWED"
    NOT_LOGGED_IN = "NOT_LOGGED_IN"
    LOA = "LOA"
    NO_COMMISSION = "NO_COMMISSION"
    COMMISSION_ENDED = "COMMISSION_ENDED"
    COMMISSION_FEIGNED = "COMMISSION_FEIGNED"
    COMMISSION_ELSEWHERE = "COMMISSION_ELSEWHERE"
    TENANT = "TENANT"
    OTHER_PURPOSE = "OTHER_PURPOSE"
    PURPOSE = "PURPOSE"
    RIGHT = "RIGHT"
    SCOPE = "SCOPE"
    NOT_FOR_SYSTEMS = "NOT_FOR_SYSTEMS"
    NO_MANDATE = "NO_MANDATE"
    MANDATE_ENDED = "MANDATE_ENDED"
    MANDATE_SCOPE = "MANDATE_SCOPE"
    REGIME = "REGIME"
    MANDATE_REGIME = "MANDATE_REGIME"
    RELATION = "RELATION"
    PROTECTED = "PROTECTED"
    BLOCKS_UNKNOWN = "BLOCKS_UNKNOWN"
    BLOCK_INNER = "BLOCK_INNER"
    BLOCK_OUTER = "BLOCK_OUTER"
    CONSENT = "CONSENT"
    EMERGENCY = "EMERGENCY"
    LICENCE = "LICENCE"
    DELEGATION = "DELEGATION"
    NOT_AUTHOR = "NOT_AUTHOR"


_SENTENCES: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.ALLOWED: ("Du får göra detta.", "You may do this."),
    Reason.NOT_LOGGED_IN: ("Du behöver logga in först.", "You need to log in first."),
    Reason.LOA: (
        "Du behöver logga in på ett säkrare sätt, till exempel med e-legitimation.",
        "You need to log in more securely, for instance with an electronic identity.",
    ),
    Reason.NO_COMMISSION: (
        "Du behöver välja ett medarbetaruppdrag för att se detta.",
        "You need to choose a commission to see this.",
    ),
    Reason.COMMISSION_ENDED: (
        "Ditt medarbetaruppdrag gäller inte nu. Tala med din chef.",
        "Your commission is not valid now. Talk to your manager.",
    ),
    Reason.COMMISSION_FEIGNED: (
        "Medarbetaruppdraget hör till en annan miljö: test och skarp drift hålls isär.",
        "The commission belongs to another environment: tests and real use are kept apart.",
    ),
    Reason.COMMISSION_ELSEWHERE: (
        "Medarbetaruppdragets vårdgivare är en annan organisation än den du är inloggad hos. Tala med din chef.",
        "The commission's care provider is another organisation than this one. Talk to your manager.",
    ),
    Reason.TENANT: (
        "Uppgifterna hör till en annan organisation än den du arbetar för.",
        "The information belongs to another organisation than the one you work for.",
    ),
    Reason.OTHER_PURPOSE: (
        "Du är inloggad för ett annat ändamål. Byt medarbetaruppdrag om du har rätt till det.",
        "You are logged in for another purpose. Change commission if you are entitled to.",
    ),
    Reason.PURPOSE: (
        "Ändamålet med din inloggning omfattar inte detta.",
        "The purpose of your log-in does not cover this.",
    ),
    Reason.RIGHT: (
        "Ditt medarbetaruppdrag ger inte rätt till detta.",
        "Your commission gives no right to do this.",
    ),
    Reason.SCOPE: (
        "Ditt medarbetaruppdrag räcker inte till den här enheten.",
        "Your commission does not reach this unit.",
    ),
    Reason.NOT_FOR_SYSTEMS: (
        "Detta får bara en människa göra.",
        "Only a human may do this.",
    ),
    Reason.NO_MANDATE: (
        "Uppgifterna gäller någon annan, och du är inte ombud för den personen.",
        "The information concerns somebody else, whom you do not represent.",
    ),
    Reason.MANDATE_ENDED: (
        "Din fullmakt gäller inte nu.",
        "Your mandate is not valid now.",
    ),
    Reason.MANDATE_SCOPE: (
        "Din fullmakt omfattar inte detta.",
        "Your mandate does not cover this.",
    ),
    Reason.REGIME: (
        "Hälso- och sjukvård och socialtjänst hålls isär, och här saknas grund för att gå över.",
        "Health care and social care are kept apart, and there are no grounds to cross over here.",
    ),
    Reason.MANDATE_REGIME: (
        "Din fullmakt omfattar inte uppgifter av det här slaget, till exempel journalen.",
        "Your mandate does not cover this sort of information, such as health-care records.",
    ),
    Reason.RELATION: (
        "Du saknar en pågående relation till personen: varken vård, omsorg eller ärende.",
        "You have no current relation to the person: neither care nor a case.",
    ),
    Reason.PROTECTED: (
        "Uppgifterna är skyddade, och du har inte behörighet att hantera dem.",
        "The information is protected, and you are not authorised to handle it.",
    ),
    Reason.BLOCKS_UNKNOWN: (
        "Det går inte att se om uppgifterna är spärrade just nu, så de visas inte.",
        "Whether the information is blocked cannot be checked right now, so it is not shown.",
    ),
    Reason.BLOCK_INNER: (
        "Personen har spärrat uppgifter från en annan enhet.",
        "The person has blocked information from another unit.",
    ),
    Reason.BLOCK_OUTER: (
        "Personen har spärrat uppgifter från en annan vårdgivare.",
        "The person has blocked information from another care provider.",
    ),
    Reason.CONSENT: (
        "Personens samtycke saknas.",
        "The person's consent is missing.",
    ),
    Reason.EMERGENCY: (
        "Nödåtkomsten gäller inte: den har gått ut, eller så saknas skäl eller ny inloggning.",
        "The emergency access is not valid: it has run out, or lacks a reason or a new log-in.",
    ),
    Reason.LICENCE: (
        "Detta kräver legitimation eller delegering.",
        "This needs a licence or a delegated task.",
    ),
    Reason.DELEGATION: (
        "Detta kräver delegation att fatta beslut.",
        "This needs delegated authority to decide.",
    ),
    Reason.NOT_AUTHOR: (
        "Bara den som skrev anteckningen kan signera den.",
        "Only the one who wrote the note can sign it.",
    ),
}


def explain(reason: Reason, language: str = "sv") -> str:
    """Give the sentence that a refusal page shows; any language but English gets Swedish."""
    swedish, english = _SENTENCES[reason]
    return english if language.lower().startswith("en") else swedish
