"""Why a log-in was refused: one code for each reason, in the log and under the page's sentence."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reason."""

    # The way back from the issuer.
    STATE_MISSING = "state_missing"
    STATE_UNKNOWN = "state_unknown"
    STATE_OLD = "state_old"
    STATE_USED = "state_used"
    OTHER_BROWSER = "other_browser"
    OTHER_ISSUER = "other_issuer"
    ISSUER_MISSING = "issuer_missing"
    BROKEN_OFF = "broken_off"
    CODE_MISSING = "code_missing"
    # The issuer itself.
    UNREACHABLE = "unreachable"
    CODE_REFUSED = "code_refused"
    ANSWER_UNREADABLE = "answer_unreadable"
    DISCOVERY_OF_ANOTHER = "discovery_of_another"
    ENDPOINT_UNSAFE = "endpoint_unsafe"
    # Anything signed.
    TOKEN_UNREADABLE = "token_unreadable"  # noqa: S105 -- a code, no secret
    TOKEN_OF_ANOTHER_SORT = "token_of_another_sort"  # noqa: S105 -- a code, no secret
    ALGORITHM = "algorithm"
    KEY_UNKNOWN = "key_unknown"
    SIGNATURE = "signature"
    # What a token says.
    ISSUER = "issuer"
    AUDIENCE = "audience"
    AUTHORISED_PARTY = "authorised_party"
    SUBJECT = "subject"
    EXPIRED = "expired"
    ISSUED_LATER = "issued_later"
    NOT_YET = "not_yet"
    NONCE = "nonce"
    ACCESS_TOKEN = "access_token"  # noqa: S105 -- a code, no secret
    ASSURANCE = "assurance"
    AUTHENTICATION_TIME = "authentication_time"
    USERINFO_UNSIGNED = "userinfo_unsigned"
    USERINFO_OF_ANOTHER = "userinfo_of_another"
    # A log-in that was to prove a session anew.
    SESSION_OVER = "session_over"
    OTHER_PERSON = "other_person"
    OTHER_COMMISSION = "other_commission"
    # A token that ends sessions.
    LOGOUT_WITH_NONCE = "logout_with_nonce"
    LOGOUT_EVENT = "logout_event"
    LOGOUT_OF_NOBODY = "logout_of_nobody"
    LOGOUT_REPLAYED = "logout_replayed"
    # Who it is.
    NUMBER_MISSING = "number_missing"
    NUMBER_UNREADABLE = "number_unreadable"
    NUMBER_OF_NONRESIDENT = "number_of_nonresident"
    NUMBER_FOR_TESTS = "number_for_tests"
    NUMBER_REAL_IN_TEST = "number_real_in_test"
    NAME_MISSING = "name_missing"
    SUBJECT_OF_ANOTHER = "subject_of_another"
    EMPLOYEE_MISSING = "employee_missing"
    COMMISSION_NONE = "commission_none"
    COMMISSION_UNKNOWN = "commission_unknown"
    COMMISSION_OF_ANOTHER = "commission_of_another"
    COMMISSION_ELSEWHERE = "commission_elsewhere"
    COMMISSION_ENDED = "commission_ended"
    COMMISSION_LATER = "commission_later"
    COMMISSION_ARCHIVED = "commission_archived"
    COMMISSION_FEIGNED = "commission_feigned"
    SUSPENDED = "suspended"
    CARE_PROVIDER = "care_provider"
    PURPOSE = "purpose"
    RIGHTS = "rights"


class Refused(Exception):
    """A log-in, or the ending of one, was refused. Holds a code and nothing of anybody's."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
