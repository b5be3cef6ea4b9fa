"""Dispose of cases and mandates whose time has come: says what is due, and does it with `--really`."""

import argparse
import os
import sys

HELP = "dispose of cases whose time has come (gallring); only says which without --really"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("organisation", help="whose cases, as in munkedal")
    parser.add_argument("--really", action="store_true", help="do it; it cannot be undone")
    plan = parser.add_argument_group("the organisation's own plan, written down instead")
    plan.add_argument("--years", type=int, help="how long its cases are kept")
    plan.add_argument("--source", default="", help="where that was decided")
    plan.add_argument("--kind", default="", help="of one kind of case only, as in home_care")
    plan.add_argument("--keep-all", action="store_true", help="nothing is disposed of")
    plan.add_argument("--no-sample", action="store_true", help="no days of birth are kept")


def run(arguments: argparse.Namespace) -> int:
    """Work as the worker: within the tenant's walls, and the only role that may take cases away."""
    os.environ["GEMENSAM_DATABASE_ROLE"] = "worker"
    from gemensam.config import serving

    serving.prepare()
    from django.utils import timezone

    from gemensam.cases import api as cases
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(None):
        body = organisations.body_by_slug(arguments.organisation)
    if body is None:
        print(f"There is no organisation {arguments.organisation}.", file=sys.stderr)
        return 1
    now = timezone.now()
    if arguments.years is not None:
        if not arguments.source.strip() or arguments.years < 1:
            print("A plan needs --years from 1 and its --source.", file=sys.stderr)
            return 1
        with tenant_context(body.tenant_id):
            _write_plan(arguments)
        print("The plan is written down and applies from today.")
        return 0
    count = 0
    for one in cases.dispose_due(body.tenant_id, now=now, really=arguments.really):
        print(f"{one.number}  {one.kind}  {one.disposal.due_on}")
        count += 1
    said = "disposed of" if arguments.really else "due; --really disposes of them"
    print(f"{count} cases {said}.")
    mandates = cases.dispose_mandates_due(body.tenant_id, now=now, really=arguments.really)
    print(f"{mandates} mandates {said}.")
    return 0


def _write_plan(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from gemensam.cases import api as cases

    now = timezone.now()
    rule = cases.own_disposal_rule(
        arguments.years,
        arguments.source.strip(),
        since=timezone.localdate(now),
        kind=arguments.kind,
        keeps_all=arguments.keep_all,
        sample_days=() if arguments.no_sample else None,
    )
    cases.set_disposal_plan(rule, now=now)
