"""Why a card was not taken: one code for each reason, in the log and under the page's sentence."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reason. What is wrong with the commission afterwards stands in `oidc.refusals`."""

    # The way from the proxy.
    NOT_BY_SOCKET = "not_by_socket"
    PROXY_SECRET = "proxy_secret"  # noqa: S105 -- a code, no secret
    PROXY_DISAGREES = "proxy_disagrees"
    # The certificate itself.
    CARD_MISSING = "card_missing"
    CARD_UNREADABLE = "card_unreadable"
    TEST_CARD = "test_card"
    AUTHORITY_UNKNOWN = "authority_unknown"
    SIGNATURE = "signature"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    CHAIN = "chain"
    WEAK = "weak"
    POLICY = "policy"
    ASSURANCE = "assurance"
    NOT_FOR_CLIENTS = "not_for_clients"
    NOT_FOR_LOG_IN = "not_for_log_in"
    SERIAL_NUMBER = "serial_number"
    HSA_ID = "hsa_id"
    # Whether it still counts.
    REVOKED = "revoked"
    AUTHORITY_REVOKED = "authority_revoked"
    LIST_MISSING = "list_missing"
    LIST_UNUSABLE = "list_unusable"
    LIST_STALE = "list_stale"
    # The way back.
    NOTHING_SHOWN = "nothing_shown"
    CODE = "code"


class CardRefused(Exception):
    """A card was refused. Holds a code and nothing of anybody's.

    `incident`: the number under which the door has logged it, where it did.
    """

    def __init__(self, refusal: Refusal, incident: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.incident = incident
