"""A plan as a PDF for a board: PDF/UA-1 and PDF/A-2a, so that it can be read aloud and kept."""

import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Final

import typst

from gemensam.programme.pages.plans_paper import PlanPaper

_TEMPLATE: Final = Path(__file__).parent / "typst" / "plan.typ"
# One compiler per thread keeps fonts and template parsed.
_compilers = threading.local()


def to_pdf(paper: PlanPaper) -> bytes:
    """Set the plan. The same revision always gives the same bytes: its own time stands in it."""
    compiler = getattr(_compilers, "plan", None)
    if compiler is None:
        # No system fonts: the paper looks, and is tagged, the same on every machine.
        compiler = typst.Compiler(str(_TEMPLATE), ignore_system_fonts=True)
        _compilers.plan = compiler
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"plan": json.dumps(asdict(paper), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=paper.timestamp,
    )
    assert isinstance(pdf, bytes)
    return pdf
