"""The mark of what machines may ask for: who calls, and with which scope."""

from http import HTTPStatus
from typing import ClassVar

from gemensam.identity.http import Request
from gemensam.identity.machines.clients import Client, Scope


class ScopeMissing(Exception):
    """The client was not given the scope that this needs."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This needs the scope {scope}, which this client was not given.")


class Bearer:
    """What an address under `/api/` asks of who calls. The middleware has read the token."""

    openapi_security_schema: ClassVar = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that `gemensam clients add` showed.",
    }

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(self, request: Request) -> Client | None:
        """Give the client; None where nobody is known. Raises ScopeMissing."""
        if request.client is not None and self.scope not in request.client.scopes:
            raise ScopeMissing(self.scope)
        return request.client
