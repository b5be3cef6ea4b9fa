"""Answer with a file: never guessed at by the browser, never run, never kept by a cache."""

from urllib.parse import quote

from django.http import HttpResponse

from gemensam.files import rules
from gemensam.files.queries import OpenedFile


def as_sent_in(file: OpenedFile) -> HttpResponse:
    """Answer with what somebody sent in: pictures, made anew here, to look at; all else to save."""
    return as_response(file, inline=file.content_type in rules.PICTURES)


def made_here(name: str, pdf: bytes, *, inline: bool = False) -> HttpResponse:
    """Answer with a PDF that was made for this answer and is kept nowhere, to save or to look at."""
    response = HttpResponse(pdf, content_type="application/pdf")
    return _guarded(response, name, "inline" if inline else "attachment")


def for_calendar(name: str, calendar: bytes) -> HttpResponse:
    """Answer with an iCalendar file that was made for this answer and is kept nowhere."""
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    return _guarded(response, name, "attachment")


def as_response(file: OpenedFile, *, inline: bool = False) -> HttpResponse:
    """Build the response. The owning domain's view calls this once its policy has said yes."""
    response = HttpResponse(file.data, content_type=file.content_type)
    response.headers["ETag"] = f'"{file.sha256}"'
    return _guarded(response, file.name, "inline" if inline else "attachment")


def _guarded(response: HttpResponse, name: str, kind: str) -> HttpResponse:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
