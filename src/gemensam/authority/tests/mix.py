"""Requests to decide, from the decision table: as it stands, and as a working day mixes them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import yaml

from gemensam.authority.facts import Facts, Request
from gemensam.authority.reasons import Reason
from gemensam.authority.rules import decide
from gemensam.authority.tests.world import CAST, NOW, facts_of, purpose_of, thing
from gemensam.kernel.actor import Activity

type Asked = tuple[Request, Facts]

# Pages offer what may be done: most questions are answered yes, one in five no.
IN_ALL, REFUSED = 1000, 200


def of_the_table(*roles: str) -> Iterator[Asked]:
    """Give each request of the decision table for some roles, or for all."""
    said = yaml.safe_load(Path(__file__).with_name("decision_table.yaml").read_text("utf-8"))
    for block in said["permissions"]:
        activity, name = block["may"]
        words = said["things"][name]
        who = (
            words.get("resident"),
            words.get("co_applicant"),
            words.get("consulted", ""),
            words.get("assigned", ""),
        )
        for role in roles or CAST:
            obj = thing(words, name=name)
            asked = Request(CAST[role], purpose_of(role), Activity[activity], obj, NOW)
            yield asked, facts_of(role, *who)


def of_a_day() -> Sequence[Asked]:
    """Mix a thousand: every request that is allowed in turn, and as many of each refusal's reason."""
    by_reason: dict[Reason, list[Asked]] = defaultdict(list)
    for asked in of_the_table():
        by_reason[decide(*asked).reason].append(asked)
    allowed = by_reason.pop(Reason.ALLOWED)
    share = REFUSED // len(by_reason)
    refused = [one for each in by_reason.values() for one in islice(cycle(each), share)]
    kept = islice(cycle(allowed), IN_ALL - len(refused))
    return [*kept, *refused]
