"""Forms from the command line: write a published one to a file, look over one that somebody wrote."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HELP = "write a form to a file, ours or FHIR's; look over one before it is published"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    export = what.add_parser("export", help="write the version that applies now, as JSON")
    export.add_argument("key", help="the form's key, as in safety_alarm_application")
    export.add_argument("--fhir", action="store_true", help="as a FHIR R4 Questionnaire")
    export.add_argument("--out", type=Path, help="the file; without it, what is written is printed")
    check = what.add_parser("check", help="say what is wrong with a form, and how its tests go")
    check.add_argument("file", type=Path, help="YAML or JSON of ours, or a FHIR R4 Questionnaire")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; the status is 1 when the form is not there, or would not be published."""
    if arguments.what == "check":
        return _check(arguments.file)
    return _export(arguments)


def _export(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.questionnaires import api as questionnaires
    from gemensam.questionnaires.rules import fhir, schema_json

    try:
        form = questionnaires.published(arguments.key, now=timezone.now())
    except questionnaires.NoSuchForm:
        print(f"There is no published form {arguments.key}.", file=sys.stderr)
        return 1
    data: dict[str, Any] = schema_json.write(form.schema)
    if arguments.fhir:
        url = f"urn:gemensam:questionnaire:{form.schema.key}"
        data, lost = fhir.to_questionnaire(form.schema, version=str(form.number), url=url)
        for omission in lost:
            print(f"not seen by others: {omission}", file=sys.stderr)
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text, encoding="utf-8")
    return 0


def _check(file: Path) -> int:
    from gemensam.questionnaires.rules.reading import Unreadable

    try:
        found = list(_findings(_read(file)))
    except (OSError, ValueError, RecursionError) as error:
        place = "" if isinstance(error, Unreadable) else f"{file}: "
        print(f"unreadable: {place}{error}")
        return 1
    for _, line in found:
        print(line)
    return 1 if any(is_wrong for is_wrong, _ in found) else 0


def _read(file: Path) -> Any:
    """Give the file's data. Raises OSError, ValueError or RecursionError: it cannot be read."""
    import yaml

    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        return json.loads(text)
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _findings(data: Any) -> Iterator[tuple[bool, str]]:
    """Give a line for each thing found, and whether it hinders publishing."""
    from gemensam.questionnaires.rules import fhir, schema_json
    from gemensam.questionnaires.rules.compiling import DoesNotCompile, compile_form
    from gemensam.questionnaires.rules.evaluating import Program
    from gemensam.questionnaires.rules.testing import run_tests

    if isinstance(data, dict) and "resourceType" in data:
        form, lost = fhir.from_questionnaire(data)
        yield from ((False, f"not carried: {omission}") for omission in lost)
    else:
        form = schema_json.read(data)
    try:
        program = Program(compile_form(form))
    except DoesNotCompile as error:
        yield from ((True, f"misfit: {misfit}") for misfit in error.misfits)
        return
    for outcome in run_tests(form, program):
        if not outcome.misses:
            yield False, f"test {outcome.case.id}: holds"
        yield from ((True, f"test {outcome.case.id}: {miss}") for miss in outcome.misses)
    pages, fields = len(form.pages), len(list(form.fields()))
    yield False, f"{form.key}: {pages} pages, {fields} fields"
