"""The tables that belong to no tenant, each with its reason and who may do what.

A table that has no `tenant_id` and does not stand here stops `gemensam migrate`.
"""

from dataclasses import dataclass

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE"
FULL = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True, slots=True)
class GlobalTable:
    """Why a table has no tenant, and the privileges of each role (short names)."""

    reason: str
    grants: dict[str, str]


def _everyone(privileges: str) -> dict[str, str]:
    return dict.fromkeys(("app", "worker", "receiver", "supervisor"), privileges)


GLOBAL_TABLES = {
    "django_migrations": GlobalTable(
        "which migrations have run; read by the readiness page", _everyone(READ)
    ),
    "tenancy_tenant": GlobalTable(
        "the list of tenants itself; names of public bodies",
        _everyone(READ) | {"statistics": READ, "sealer": READ, "logreader": READ, "audit": READ},
    ),
    "organisations_organisation": GlobalTable(
        "public bodies and performers: names and places in the county, nothing of persons",
        _everyone(READ) | {"app": WRITE, "statistics": READ},
    ),
    "organisations_municipality": GlobalTable(
        "the 49 municipalities with code and population, public facts",
        _everyone(READ) | {"app": WRITE, "statistics": READ},
    ),
    "organisations_population": GlobalTable(
        "official population figures", _everyone(READ) | {"app": WRITE, "statistics": READ}
    ),
    "identity_person": GlobalTable(
        "whoever logs in: one person may have commissions in several tenants",
        {"app": WRITE, "worker": WRITE},
    ),
    "identity_externalidentity": GlobalTable(
        "issuer and subject of a log-in, looked up before any tenant is known",
        {"app": WRITE, "worker": WRITE},
    ),
    "identity_session": GlobalTable(
        "read to find out which tenant a request belongs to", {"app": FULL, "worker": FULL}
    ),
    "identity_loginattempt": GlobalTable(
        "a log-in on its way through an issuer, before anybody or any tenant is known; ten minutes",
        {"app": FULL},
    ),
    "identity_logouttoken": GlobalTable(
        "logout tokens of issuers that were heeded, so that none counts twice; ids and times only",
        {"app": "SELECT, INSERT, DELETE"},
    ),
    "identity_issuerheard": GlobalTable(
        "whether each issuer answered when the worker last asked it; addresses and times only",
        {"app": WRITE, "worker": WRITE},
    ),
    "identity_workplace": GlobalTable(
        "in which tenants an HSA-id has commissions, asked at a log-in before any tenant is known;"
        " ids only, written by a trigger on the commission's own table",
        {"app": "SELECT, INSERT", "worker": "SELECT, INSERT"},
    ),
    "identity_triesspent": GlobalTable(
        "how much somebody has tried to log in, counted before anybody is known; keyed hashes only",
        {"app": FULL},
    ),
    "identity_demopersona": GlobalTable(
        "who can be picked at the demo's log-in; empty everywhere else",
        {"app": FULL, "worker": READ},
    ),
    "outbox_event": GlobalTable(
        "one ordered queue for the worker; ids and facts only, the tenant stands in the row",
        _everyone("INSERT") | {"worker": FULL, "app": "SELECT, INSERT"},
    ),
    "outbox_delivery": GlobalTable(
        "which handler has had which event", {"worker": FULL, "app": "SELECT, UPDATE"}
    ),
    "alarms_route": GlobalTable(
        "whose alarm unit a number is, looked up before any tenant is known; ids only",
        _everyone(READ) | {"app": WRITE},
    ),
    "alarms_lastseen": GlobalTable(
        "when an alarm unit was last heard: key and instants, written 20,000 rows at a time",
        _everyone(WRITE) | {"worker": READ},
    ),
    "alarms_unsequenced": GlobalTable(
        "event ids that wait for their number; one writer serves every centre",
        _everyone("INSERT") | {"supervisor": FULL},
    ),
    "questionnaires_form": GlobalTable(
        "the common library of forms: municipalities share a form and its versions",
        {"app": "SELECT, INSERT, UPDATE", "worker": READ},
    ),
    "questionnaires_formversion": GlobalTable(
        "published versions of the library's forms: words and rules, nothing of persons",
        {"app": "SELECT, INSERT", "worker": READ},
    ),
    "questionnaires_withdrawal": GlobalTable(
        "versions of the library's forms that were taken back, and when",
        {"app": "SELECT, INSERT", "worker": READ},
    ),
    "eservices_listedservice": GlobalTable(
        "the e-services that municipalities have beside the platform's: public facts",
        {"app": "SELECT, INSERT", "worker": READ},
    ),
    "eservices_servicestage": GlobalTable(
        "how far each e-service has come in each municipality: public facts",
        {"app": "SELECT, INSERT", "worker": READ},
    ),
    "eservices_contactdetails": GlobalTable(
        "how to talk with social services in each municipality: public facts",
        {"app": "SELECT, INSERT", "worker": READ},
    ),
    "webhooks_sending": GlobalTable(
        "one queue for the worker; ids, times and counts only, the tenant stands in the row",
        {"app": FULL, "worker": FULL},
    ),
    "delivery_waiting": GlobalTable(
        "one queue of notices for the worker; ids and a time only, the tenant stands in the row",
        {"app": "SELECT, INSERT", "worker": FULL},
    ),
    "assistance_waitinganswer": GlobalTable(
        "one queue of agencies to ask for the worker; ids and a time only, the tenant stands in the row",
        {"app": "SELECT, INSERT", "worker": FULL},
    ),
}
