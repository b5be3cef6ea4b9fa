"""What the types of every domain's API share. Apart from `api`: the alarm receiver needs no pydantic."""

from typing import Annotated

from ninja import Header
from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """JSON with just these members, each of just its type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


OnceKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="A name of your own for what you send, such as a UUID. Sent again within seven"
        " days with the same body, it gets the same answer and nothing more is stored.",
        pattern=r"^[!-~]{1,255}$",
        example="8e03978e-40d5-43dd-bc93-6894a57f9324",
    ),
]
