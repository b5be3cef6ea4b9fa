"""What SCIM says of an employment: a User with few attributes, and what the server can do.

Only what the register keeps is published: whatever else a sender has, such as addresses, is not ours.
"""

from datetime import date
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field as PydanticField
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Meta,
    Mutability,
    Patch,
    Required,
    Resource,
    ResourceType,
    Schema,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from gemensam.employees.feed.rows import Field
from gemensam.employees.models import Category, Employee

MOST_RESULTS: Final = 200


class PersonName(ComplexAttribute):
    """A name in two parts."""

    given_name: Annotated[str | None, Required.true] = None
    family_name: Annotated[str | None, Required.true] = None


class Enterprise(Extension):
    """What of the enterprise extension is kept."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
    department: str | None = None


class Employment(Extension):
    """What an employment has that SCIM has no word for. Days are written as 2026-11-23."""

    __schema__ = URN("urn:gemensam:params:scim:schemas:extension:employment:1.0:User")
    # Written in either case, and kept in capitals.
    hsa_id: str | None = PydanticField(
        default=None, examples=["SE2120000001-P901", "SE2120000001-P902"]
    )
    starts_on: Annotated[str | None, Required.true] = PydanticField(
        default=None, examples=["2026-01-01", "2026-03-01"]
    )
    ends_on: str | None = PydanticField(default=None, examples=["2099-01-31", "2099-06-30"])
    is_protected: Annotated[bool | None, Required.true] = None


class BareUser(Resource[Any]):
    """An employment. `userName` is the HR system's number of it."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")
    user_name: Annotated[
        str | None, Uniqueness.server, Required.true, CaseExact.true, Mutability.immutable
    ] = None
    name: Annotated[PersonName | None, Required.true] = None
    title: str | None = None
    user_type: Annotated[str | None, Required.true] = PydanticField(
        default=None, examples=list(Category.values)
    )
    # Required, so that what is not said neither shuts anybody out nor lets anybody in.
    active: Annotated[bool | None, Required.true] = None

    Name: ClassVar[type[ComplexAttribute]] = PersonName


User = BareUser[Enterprise | Employment]  # type: ignore[type-arg]  # the library's own way to bind extensions
SCHEMAS: Final[dict[str, Schema]] = {
    str(one.__schema__): one.to_schema() for one in (BareUser, Enterprise, Employment)
}
RESOURCE_TYPE: Final = ResourceType.from_resource(User)
for _one in RESOURCE_TYPE.schema_extensions or ():
    # An employment has a first day: the extension that says it is always there.
    _one.required = str(_one.schema_) == str(Employment.__schema__)


def config() -> ServiceProviderConfig:
    """Say what the server can do."""
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="The token that `gemensam clients add` showed, with employees:write.",
                primary=True,
            )
        ],
    )


def version_of(row: Employee) -> str:
    """Give the ETag of an employment."""
    return f'W/"{row.version}"'


def as_user(row: Employee, location: str) -> BareUser:
    """Give an employment as SCIM says it; nothing is left out, not null."""
    user = User(
        id=str(row.id),
        external_id=row.external_id or None,
        user_name=row.hr_number,
        name=PersonName(given_name=row.given_name, family_name=row.family_name),
        title=row.title or None,
        user_type=row.category,
        active=row.left_at is None,
        meta=Meta(
            resource_type="User",
            created=row.made_at,
            last_modified=row.changed_at,
            location=location,
            version=version_of(row),
        ),
    )
    user[Enterprise] = Enterprise(department=row.workplace or None)
    user[Employment] = Employment(
        hsa_id=row.hsa_id or None,
        starts_on=_day(row.starts_on),
        ends_on=_day(row.ends_on),
        is_protected=row.is_protected,
    )
    found: BareUser = user
    return found


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def says(user: BareUser) -> dict[str, str]:
    """Give what a user says as a row of a file would, by our fields: read by the same rules."""
    enterprise, employment = user[Enterprise] or Enterprise(), user[Employment] or Employment()
    name = user.name or PersonName()
    found = {
        Field.HR_NUMBER: user.user_name,
        Field.GIVEN_NAME: name.given_name,
        Field.FAMILY_NAME: name.family_name,
        Field.HSA_ID: employment.hsa_id,
        Field.CATEGORY: user.user_type,
        Field.TITLE: user.title,
        Field.WORKPLACE: enterprise.department,
        Field.STARTS_ON: employment.starts_on,
        Field.ENDS_ON: employment.ends_on,
        Field.IS_PROTECTED: "ja" if employment.is_protected else "nej",
    }
    return {field.value: text or "" for field, text in found.items()}
