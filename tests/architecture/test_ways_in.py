"""Sessions are opened in the places that docs/security/log-in.md sets side by side, and nowhere else."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "gemensam"
# Whoever calls what opens one, and what for.
WAYS = {
    "identity/actions.py": "the demo's log-in, and the function itself",
    "identity/oidc/flow.py": "residents and staff by an issuer, staff by card, each anew",
    "identity/changing.py": "another commission of the same log-in",
    "identity/cards/views.py": "staff by card, through `oidc/flow.py`",
    "identity/break_glass/entry.py": "administrators by security key",
}


def _calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_no_other_module_opens_a_session():
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        if any(
            one.split(".")[-1] == "open_session" or one == "Session.objects.create"
            for one in _calls(path)
        )
    }
    assert found == set(WAYS)
