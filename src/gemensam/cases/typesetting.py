"""Sets our papers with Typst: PDF/UA-1 and PDF/A-2a, so that they can be read aloud and kept."""

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import typst

from gemensam.files import api as files

_TEMPLATES: Final = Path(__file__).parent / "typst"
# One compiler per thread and paper keeps fonts and template parsed: 10 ms a paper instead of 300.
_compilers = threading.local()


def set_pdf(name: str, values: Mapping[str, object], *, now: datetime) -> bytes:
    """Set a paper of a template in `typst/`. The same values at the same instant give the same bytes."""
    compiler = getattr(_compilers, name, None)
    if compiler is None:
        # No system fonts: the paper looks, and is tagged, the same on every machine.
        compiler = typst.Compiler(str(_TEMPLATES / f"{name}.typ"), ignore_system_fonts=True)
        setattr(_compilers, name, compiler)
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"paper": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(now.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def set_pictures(
    values: Mapping[str, object], pictures: Sequence[files.OpenedFile], *, now: datetime
) -> bytes:
    """Set pictures by the template of that name, one a page. They are the one thing that it reads."""
    with files.laid_out(pictures) as folder:
        compiler = typst.Compiler(
            (_TEMPLATES / "pictures.typ").read_bytes(), root=folder, ignore_system_fonts=True
        )
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(values, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(now.timestamp()),
        )
    assert isinstance(pdf, bytes)
    return pdf
