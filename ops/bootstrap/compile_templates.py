"""Compiles every template that the installed apps ship: a misspelt tag fails here, not in front of a person."""

import sys
from pathlib import Path

import django
from django.apps import apps
from django.template import TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates

SOURCE = Path(__file__).resolve().parents[2] / "src"


def our_templates() -> list[tuple[Path, str]]:
    """Every template of ours with the name it is loaded by."""
    found: list[tuple[Path, str]] = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if folder.is_relative_to(SOURCE) and folder.is_dir():
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            found += [(path, str(path.relative_to(folder))) for path in files]
    return found


def main() -> int:
    """Prints one line a broken template; 1 when there is any."""
    django.setup()
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        print("The template engine named 'django' is not Django's own")
        return 1
    broken = 0
    for path, name in our_templates():
        try:
            engine.get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            broken += 1
            print(f"{path.relative_to(SOURCE.parent)}: {error}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
