"""Refuse to start with a database role that row-level security would not hold."""

from django.db.backends.base.base import BaseDatabaseWrapper

from gemensam.tenancy.roles import OWNER


class RoleTooPowerful(RuntimeError):
    """The process is connected as a role that could read past the tenants' walls."""


def ensure_role_is_walled_in(connection: BaseDatabaseWrapper) -> None:
    """Check the role that a serving process is connected as.

    Raises RoleTooPowerful: superuser, BYPASSRLS, owner or member of the owner, or owner of a table.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, r.rolsuper, r.rolbypassrls,
                   EXISTS (SELECT 1 FROM pg_roles o WHERE o.rolname = %s
                           AND pg_has_role(r.oid, o.oid, 'MEMBER')),
                   EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r')
            FROM pg_roles r WHERE r.rolname = current_user
            """,
            [OWNER],
        )
        name, *powers = cursor.fetchone()
    words = ("a superuser", "exempt from row-level security", f"a member of {OWNER}", "an owner")
    held = [word for word, has in zip(words, powers, strict=True) if has]
    if held:
        raise RoleTooPowerful(
            f"connected as {name}, which is {' and '.join(held)}: "
            "row-level security would not hold; connect as gemensam_app (see docs/reference)"
        )
