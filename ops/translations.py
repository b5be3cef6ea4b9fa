"""Keep the Swedish catalogues: list the message ids that have no Swedish yet, compile .po to .mo.

python ops/translations.py missing        what lacks Swedish, by app, ready to paste into a .po
python ops/translations.py compile        write each .mo anew
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "gemensam"
FUNCTIONS = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "gettext_noop",
}
TRANSLATE = re.compile(r"""{%-?\s*trans(?:late)?\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
# A text handed to a tag or a filter: {% button _("Save") %}.
ARGUMENT = re.compile(r"""\b_\("((?:[^"\\]|\\.)*)"\)""")
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL
)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*([\w.]+)\s*}}")


def in_template(text: str) -> Iterator[str]:
    """Give the message ids of a template."""
    for double, single in TRANSLATE.findall(text):
        yield double or single
    yield from ARGUMENT.findall(text)
    for options, body in BLOCK.findall(text):
        for part in PLURAL.split(body):
            message = VARIABLE.sub(r"%(\1)s", part.replace("%", "%%"))
            yield " ".join(message.split()) if "trimmed" in options else message


def in_python(text: str) -> Iterator[str]:
    """Give the message ids of a Python file: constant first (and second, for plurals) arguments."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if name not in FUNCTIONS:
            continue
        count = 2 if name.startswith("ngettext") else 1
        skip = 1 if name.startswith("pgettext") else 0
        for argument in node.args[skip : skip + count]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def messages(app: Path) -> dict[str, str]:
    """Give an app's message ids, each with one place where it stands."""
    found: dict[str, str] = {}
    for path in sorted(app.rglob("*")):
        if "tests" in path.parts or "node_modules" in path.parts:
            continue
        if path.suffix in {".html", ".txt"}:
            ids = in_template(path.read_text(encoding="utf-8"))
        elif path.suffix == ".py" and "migrations" not in path.parts:
            ids = in_python(path.read_text(encoding="utf-8"))
        else:
            continue
        for message in ids:
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    return found


def known() -> set[str]:
    """Give every message id that has Swedish in any catalogue of ours or of Django."""
    import django
    import polib

    catalogues = [*SOURCE.rglob("locale/sv/LC_MESSAGES/django.po")]
    catalogues += Path(django.__file__).parent.glob("conf/locale/sv/LC_MESSAGES/django.po")
    found: set[str] = set()
    for path in catalogues:
        for entry in polib.pofile(str(path), encoding="utf-8"):
            if entry.msgstr or any(entry.msgstr_plural.values()):
                found |= {entry.msgid, entry.msgid_plural}
    return found


def missing() -> dict[str, dict[str, str]]:
    """Give what lacks Swedish: app, message id, place."""
    has = known()
    return {
        app.name: lacking
        for app in sorted(SOURCE.iterdir())
        if app.is_dir()
        and (lacking := {m: place for m, place in messages(app).items() if m not in has})
    }


def compile_all() -> int:
    """Write each .mo from its .po; give how many."""
    import polib

    count = 0
    for path in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        polib.pofile(str(path), encoding="utf-8").save_as_mofile(str(path.with_suffix(".mo")))
        count += 1
    return count


def main() -> int:
    """Do what the first word says."""
    if sys.argv[1:] == ["compile"]:
        print(f"{compile_all()} catalogues compiled")
        return 0
    for app, lacking in missing().items():
        for message, place in lacking.items():
            quoted = message.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            print(f'# {app}: {place}\nmsgid "{quoted}"\nmsgstr ""\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
