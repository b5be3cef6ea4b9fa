"""What the register's pages call things."""

from typing import Final

from gemensam.alarms.kinds import Function, Line, Technology
from gemensam.ui.parts import Kind, Tag

LINES: Final = {
    Line.IP_AND_MOBILE: "bredband och mobilnät",
    Line.MOBILE: "mobilnät",
    Line.IP: "bredband",
}
TECHNOLOGIES: Final = {Technology.DIGITAL: "digitalt", Technology.ANALOGUE: "analogt"}

_FUNCTIONS: Final = {
    Function.WORKS: ("Fungerar som avsett", Kind.OK, ""),
    Function.NOT_ENROLLED: ("Beställt", Kind.ASK, "Koppla larmenheten"),
    Function.NO_PASSED_TEST: ("Inte provat", Kind.WARM, "Gör ett provlarm"),
    Function.TEST_TOO_OLD: ("Provet är för gammalt", Kind.WARM, "Gör ett provlarm"),
    Function.NEVER_HEARD_FROM: ("Har inte hörts", Kind.WARM, "Vänta på livstecken"),
    Function.SILENT: ("Tyst", Kind.RED, "Ta kontakt med den boende"),
    Function.ANALOGUE_NOT_ASSESSABLE: ("Kan inte bedömas", Kind.HALF, "Byt till digitalt"),
}


def function_tag(function: Function) -> Tag:
    """Give the status that a row shows, with what to do next."""
    text, kind, next_step = _FUNCTIONS[function]
    return Tag(text, kind, next_step=next_step)


def function_text(function: Function) -> str:
    """Give the status as words only."""
    return _FUNCTIONS[function][0]
