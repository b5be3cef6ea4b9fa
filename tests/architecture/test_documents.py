"""The documents tell the truth: reference pages are fresh, words are in the glossary, links lead somewhere."""

import re
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "ops"))

import reference  # noqa: E402 -- found through the path above


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_reference_page_is_what_the_code_says_now(name):
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == re.sub(r" +\n", "\n", reference.PAGES[name]()), (
        "stale: run python ops/reference.py"
    )


def test_every_environment_variable_that_is_read_is_documented():
    from gemensam.config.environment import VARIABLES

    used = set()
    for path in (ROOT / "src" / "gemensam" / "config").rglob("*.py"):
        used |= set(re.findall(r'"(GEMENSAM_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    settings_of_django = {"GEMENSAM_FETCH_MODE", "GEMENSAM_SESSION_COOKIE"}
    assert used - set(VARIABLES) - settings_of_django == set()


def test_every_domain_has_a_readme_and_a_row_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    domains = [
        path
        for path in sorted((ROOT / "src" / "gemensam").iterdir())
        if (path / "models.py").exists() or (path / "models").is_dir()
    ]
    assert [path.name for path in domains if not (path / "README.md").exists()] == []
    assert [path.name for path in domains if f"`{path.name}`" not in glossary] == []


def test_every_table_of_ours_has_a_row_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("gemensam") and f"`{model.__name__}`" not in glossary
    ]
    assert sorted(missing) == []


LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_every_link_between_documents_leads_to_a_file():
    broken = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/README.md")]:
        broken += [
            f"{path.relative_to(ROOT)}: {target}"
            for target in LINK.findall(path.read_text(encoding="utf-8"))
            if not (path.parent / target).exists()
        ]
    assert broken == []
