"""Goal fulfilment and the national follow-up as PDF/UA-1 and PDF/A-2a, in Swedish."""

import json
import threading
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from gemensam.programme.pages.followup_paper import Paper

_TEMPLATE: Final = Path(__file__).parent / "typst" / "followup.typ"
# Papers that are set already: the same words on the same day are the same paper.
KEPT_PAPERS: Final = 16
# One compiler per thread keeps fonts and template parsed.
_compilers = threading.local()


@lru_cache(maxsize=KEPT_PAPERS)
def to_pdf(paper: Paper) -> bytes:
    """Set a paper. The same paper always gives the same bytes."""
    compiler = getattr(_compilers, "followup", None)
    if compiler is None:
        # No system fonts: it looks, and is tagged, the same on every machine.
        compiler = typst.Compiler(str(_TEMPLATE), ignore_system_fonts=True)
        _compilers.followup = compiler
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=paper.timestamp,
    )
    assert isinstance(pdf, bytes)
    return pdf
