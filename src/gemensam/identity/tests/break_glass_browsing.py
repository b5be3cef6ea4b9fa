"""Browsers that use security keys: registered, confirmed, logged in with, refused."""

import html
import re

from django.conf import settings
from structlog.testing import capture_logs
from tests.cast_at_work import LoggedIn, log_in, open_session_for

from gemensam.identity.break_glass import keys
from gemensam.identity.break_glass.models import SecurityKey
from gemensam.identity.models import DemoPersona, Session
from gemensam.identity.tests.soft_key import SoftKey

LOG_IN = "/reservinloggning/munkedal/"
KEYS = "/reservnycklar/"
REGISTER = "/reservnycklar/ny/"
WHY = "Inera svarar inte och en chef har slutat."


def stranger():
    return log_in("anonymous").client()


def as_somebody(key):
    persona = DemoPersona.objects.get(key=key)
    token = open_session_for(persona.person_id, persona.tenant_id, persona.commission_id)
    return LoggedIn(key, token).client()


def options_of(response):
    text = response.content.decode()
    asked = re.search(r'data-asked="([^"]*)"', text)
    options = re.search(r'data-options="([^"]*)"', text)
    return asked[1], html.unescape(options[1])


def register(client, key, name="Blå", **changed):
    asked, options = options_of(client.get(REGISTER))
    return client.post(
        REGISTER, {"name": name, "challenge": asked, "answer": key.create(options, **changed)}
    )


def registered(client, number):
    key = SoftKey(bytes([number]) * 16)
    assert register(client, key, f"Nyckel {number}").status_code == 303
    return key


def attested(keys_registered):
    client = as_somebody("ada")
    for row in SecurityKey.objects.filter(attested_at=None):
        assert client.post(f"{KEYS}{row.id}/", {"what": "attest"}).status_code == 303
    return keys_registered


def enter(key, client=None, reason=WHY, **changed):
    client = client or stranger()
    asked, options = options_of(client.get(LOG_IN))
    return client.post(
        LOG_IN, {"reason": reason, "challenge": asked, "answer": key.get(options, **changed)}
    )


def session_of(response):
    token = response.cookies[settings.GEMENSAM_SESSION_COOKIE].value
    return Session.objects.get(token_hash=keys.token_hash(token)), token


def in_by_key(key):
    client = stranger()
    session, token = session_of(enter(key, client))
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
    return client, session


def text_of(response):
    return html.unescape(response.content.decode())


def refusals(doing):
    """Do something; give its status, and why each key was refused."""
    with capture_logs() as logs:
        response = doing()
    return [
        (response.status_code, log["refusal"], log["detail"])
        for log in logs
        if log["event"] == "identity.break_glass.refused"
    ]


def by_a_revoked_key(two):
    row = SecurityKey.objects.get(name="Nyckel 1")
    as_somebody("henrik").post(f"{KEYS}{row.id}/", {"what": "revoke"})
    return enter(two[0])
