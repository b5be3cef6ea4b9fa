"""The page of what is tried against the log-in, made of the tests' own tables.

`PYTHONPATH=src:. python -m gemensam.identity.tests.refusal_table` writes it (with Django's settings).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[4] / "docs" / "security" / "log-in-refusals.md"
HEAD = """# What is tried against the log-in, and why it is refused

Made of the tests' own tables: each line is a case of a test that runs a whole log-in, with an issuer that
lies as the line says. The reason stands in the log beside the number that the page shows. Written by
`python -m gemensam.identity.tests.refusal_table`; a test holds it against the tables.
"""


def page() -> str:
    """Give the page as it should be."""
    from gemensam.identity.oidc.refusals import Refusal
    from gemensam.identity.tests import (
        test_oidc_hostile,
        test_oidc_logout,
        test_oidc_staff,
        test_step_up,
    )

    hostile = test_oidc_hostile
    stale = dict.fromkeys(test_step_up.STALE, (None, Refusal.AUTHENTICATION_TIME))
    parts: list[tuple[str, str, Mapping[str, tuple[Any, ...]]]] = [
        ("The ID token", "test_oidc_hostile", hostile.ID_TOKENS),
        ("Userinfo, and who it is", "test_oidc_hostile", hostile.USERINFO),
        ("The issuer itself", "test_oidc_hostile", hostile.ISSUERS),
        ("The answer that the browser brings", "test_oidc_hostile", hostile.ANSWERS),
        ("The commission as registered", "test_oidc_staff", test_oidc_staff.REGISTERED),
        ("The commission as the issuer says", "test_oidc_staff", test_oidc_staff.SAID),
        ("A new log-in that is not proven fresh", "test_step_up", stale),
        ("An order to log somebody out", "test_oidc_logout", test_oidc_logout.ENDINGS),
    ]
    lines = [HEAD]
    for title, module, cases in parts:
        where = f"src/gemensam/identity/tests/{module}.py"
        lines += [f"## {title}", "", f"`{where}`", "", "| case | refused as |", "|---|---|"]
        lines += [f"| {case} | `{said[-1].value}` |" for case, said in cases.items()]
        lines.append("")
    total = sum(len(cases) for _title, _module, cases in parts)
    lines.append(
        f"{total} cases in tables. Beside them, as tests of their own: a code and a token of"
    )
    lines.append(
        "one log-in in another, an answer brought twice, too late, by another browser or to"
    )
    lines.append(
        "another issuer, a flood of unknown keys, a subject that gets another number, another"
    )
    lines.append("person or commission at a new log-in, and too many tries.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
