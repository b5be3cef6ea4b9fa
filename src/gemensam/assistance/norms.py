"""The norms that are shipped, read from `data/norm_*.yaml` with their source and their standing."""

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from gemensam.assistance.rules.norm import ChildCost, Norm, Standing
from gemensam.kernel.money import Money


@lru_cache(maxsize=1)
def norms() -> tuple[Norm, ...]:
    """Give all norms, oldest first. Raises UnusableNorm."""
    folder = resources.files("gemensam.assistance") / "data"
    files = [file for file in folder.iterdir() if file.name.startswith("norm_")]
    read = [_norm(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return tuple(sorted(read, key=lambda norm: (norm.starts_on, norm.name)))


def _norm(data: dict[str, Any]) -> Norm:
    base = data.get("price_base_amount")
    return Norm(
        name=data["name"],
        standing=Standing(data["standing"]),
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        source=data["source"],
        single=Money.from_kronor(data["single"]),
        cohabiting=Money.from_kronor(data["cohabiting"]),
        children=tuple(_child(cost) for cost in data["children"]),
        joint=tuple(Money.from_kronor(amount) for amount in data["joint"]),
        joint_each_further=Money.from_kronor(data["joint_each_further"]),
        price_base_amount=None if base is None else Money.from_kronor(base),
    )


def _child(data: dict[str, Any]) -> ChildCost:
    served = data.get("with_lunch_served")
    return ChildCost(
        from_age=data["from_age"],
        to_age=data["to_age"],
        amount=Money.from_kronor(data["amount"]),
        with_lunch_served=None if served is None else Money.from_kronor(served),
    )
