"""What somebody sends in is scanned before it is kept, and waits where nobody opens it until it was."""

import io
import socketserver
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.clamd import EICAR, LARGEST_STREAM, SIGNATURE

from gemensam.files import api as files
from gemensam.files import disk, quarantine
from gemensam.files.api import FileState, ScanReason, ScanState, Settled
from gemensam.files.models import StoredFile
from gemensam.kernel.actor import ANONYMOUS
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import current_tenant_id, tenant_context

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(hours=2)
TEXT = "Hej Åsa".encode()
HARMFUL = b"Hej\n" + EICAR
PLAIN = "text/plain"
CLEAN = FileState(ScanState.CLEAN, can_be_opened=True, content_type=PLAIN)


def _send_in(data, name="bilaga.txt", purpose=files.FilePurpose.ATTACHMENT):
    return files.store(
        actor=ANONYMOUS, name=name, data=data, resident_id=None, purpose=purpose, now=NOW
    )


def _waits(reason):
    return FileState(ScanState.PENDING, can_be_opened=False, reason=reason, content_type=PLAIN)


def _state(file_id):
    return files.state_of([file_id])[file_id]


def _on_disk(home):
    return sorted(path for path in home.rglob("*") if path.is_file())


def _heic_with_a_place():
    import pillow_heif

    exif = Image.Exif()
    exif.get_ifd(0x8825)[29] = "Munkedal"
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 32), "red")).save(out, exif=exif.tobytes())
    assert b"Munkedal" in out.getvalue()
    return out.getvalue()


def test_a_clean_file_can_be_opened_at_once(home, clamd):
    stored = _send_in(TEXT)
    assert (stored.state, _state(stored.id)) == (ScanState.CLEAN, CLEAN)
    assert files.open_file(stored.id).data == TEXT


def test_an_infected_file_is_refused_by_name_and_nothing_of_it_is_kept(home, clamd):
    before = StoredFile.objects.count()
    with pytest.raises(files.Infected, match=SIGNATURE):
        _send_in(HARMFUL)
    assert (_on_disk(home), StoredFile.objects.count()) == ([], before)


def test_an_iphones_picture_is_kept_as_a_jpeg_without_its_place(home, clamd):
    stored = _send_in(_heic_with_a_place(), name="IMG_0417.HEIC")
    opened = files.open_file(stored.id)
    assert (stored.name, stored.content_type, stored.size) == (
        "IMG_0417.jpg",
        "image/jpeg",
        len(opened.data),
    )
    assert (opened.name, opened.content_type, opened.sha256) == (
        stored.name,
        stored.content_type,
        stored.sha256,
    )
    assert Image.open(io.BytesIO(opened.data)).getexif() == {}
    assert b"Munkedal" not in opened.data


def test_what_is_harmful_in_a_picture_is_found_before_the_picture_is_made_anew(home, clamd):
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", comment=EICAR)
    with pytest.raises(files.Infected):
        _send_in(out.getvalue())


def test_a_broken_picture_is_refused_and_nothing_of_it_is_kept(home):
    with pytest.raises(files.NotAPicture):
        _send_in(b"\x89PNG\r\n\x1a\n....")
    assert _on_disk(home) == []


def test_what_gemensam_made_itself_is_not_scanned_and_is_opened_while_the_scanner_is_away(
    home, scanner_at
):
    scanner_at("/nowhere/clamd")
    stored = _send_in(b"%PDF-1.7\nhej", purpose=files.FilePurpose.DECISION)
    assert _state(stored.id) == FileState(
        ScanState.UNSCANNED, can_be_opened=True, content_type="application/pdf"
    )
    assert files.open_file(stored.id).name == "bilaga.txt.pdf"


def test_a_file_waits_while_the_scanner_is_away_and_is_freed_when_it_comes_back(home, clamd):
    clamd.stop()
    stored = _send_in(TEXT)
    assert (stored.state, _state(stored.id)) == (ScanState.PENDING, _waits(ScanReason.AWAY))
    with pytest.raises(files.NotYetScanned, match="AWAY"):
        files.open_file(stored.id)
    assert files.scan_waiting(now=SOON) == ()
    clamd.start()
    assert files.scan_waiting(now=SOON) == (
        Settled(current_tenant_id(), stored.id, ScanState.CLEAN),
    )
    assert (_state(stored.id), files.open_file(stored.id).data) == (CLEAN, TEXT)
    assert files.scan_waiting(now=LATER) == ()


def test_what_is_found_infected_later_has_its_bytes_removed_and_its_row_kept(home, clamd):
    clamd.stop()
    harmful, fine = _send_in(HARMFUL), _send_in(TEXT)
    clamd.start()
    assert files.scan_waiting(now=SOON) == (
        Settled(current_tenant_id(), harmful.id, ScanState.INFECTED),
        Settled(current_tenant_id(), fine.id, ScanState.CLEAN),
    )
    assert _state(harmful.id) == FileState(
        ScanState.INFECTED, can_be_opened=False, signature=SIGNATURE, content_type=PLAIN
    )
    assert _on_disk(home) == [disk.path_of(current_tenant_id(), fine.id)]
    with pytest.raises(files.Infected, match=SIGNATURE):
        files.open_file(harmful.id)


def test_a_worker_stopped_before_it_removed_an_infected_files_bytes_leaves_them_to_the_sweep(home):
    stored = _send_in(TEXT)
    StoredFile.objects.filter(id=stored.id).update(scan_state="INFECTED", scan_signature="X")
    assert files.sweep_orphans(now=datetime.now(UTC) + timedelta(days=2)) == 1
    assert _on_disk(home) == []


def test_a_file_past_the_scanners_limit_waits_with_a_reason_and_is_tried_again_now_and_then(
    home, clamd
):
    stored = _send_in(b"a" * (2 * LARGEST_STREAM))
    held = _waits(ScanReason.OVER_LIMIT)
    assert _state(stored.id) == held
    assert held.words == "filen är större än viruskontrollen tar emot"
    asked = []
    for now in (SOON, LATER):
        assert files.scan_waiting(now=now) == ()
        asked.append(StoredFile.objects.get(id=stored.id).scanned_at)
    assert (asked, _state(stored.id)) == ([NOW, LATER], held)


def test_a_waiting_file_whose_bytes_are_gone_does_not_stop_the_others(home, clamd):
    clamd.stop()
    gone, fine = _send_in(TEXT), _send_in(TEXT)
    disk.remove(current_tenant_id(), gone.id)
    clamd.start()
    assert files.scan_waiting(now=SOON) == (Settled(current_tenant_id(), fine.id, ScanState.CLEAN),)
    assert _state(gone.id) == _waits(ScanReason.DAMAGED)


@pytest.fixture
def without_verdict():
    """A scanner that says it is there and hangs up at every file."""

    class Moody(socketserver.BaseRequestHandler):
        def handle(self):
            if self.request.recv(100).startswith(b"zPING"):
                self.request.sendall(b"PONG\0")

    with socketserver.TCPServer(("127.0.0.1", 0), Moody) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_file_that_the_scanner_never_gets_done_with_lets_the_others_have_their_turn(
    home, scanner_at, without_verdict
):
    scanner_at("/nowhere/clamd")
    first, second = _send_in(TEXT).id, _send_in(TEXT).id
    scanner_at(without_verdict)
    reasons = []
    for _ in range(2):
        assert files.scan_waiting(now=SOON) == ()
        states = files.state_of([first, second])
        reasons.append([states[first].reason, states[second].reason])
    assert reasons == [["NO_VERDICT", "AWAY"], ["NO_VERDICT", "NO_VERDICT"]]


def test_every_tenants_files_are_tried_each_in_its_own_tenant(home, clamd):
    clamd.stop()
    here = (current_tenant_id(), _send_in(TEXT).id)
    other = organisations.municipality_by_slug("skara").tenant_id
    with tenant_context(other):
        there = (other, _send_in(TEXT).id)
    clamd.start()
    assert set(files.scan_waiting(now=SOON)) == {
        Settled(*here, ScanState.CLEAN),
        Settled(*there, ScanState.CLEAN),
    }
    assert files.state_of([here[1], there[1]]) == {here[1]: CLEAN}


def test_one_round_takes_so_many_files_and_the_next_the_rest(home, clamd):
    clamd.stop()
    for _ in range(quarantine.A_ROUND + 1):
        _send_in(TEXT)
    clamd.start()
    assert [len(files.scan_waiting(now=SOON)) for _ in range(3)] == [quarantine.A_ROUND, 1, 0]


def test_without_a_scanner_by_choice_a_file_is_opened_but_never_called_clean(home, scanner_at):
    scanner_at(files.NO_SCANNER)
    stored = _send_in(HARMFUL)
    assert _state(stored.id) == FileState(
        ScanState.UNSCANNED, can_be_opened=True, content_type=PLAIN
    )
    assert files.open_file(stored.id).data == HARMFUL


def test_once_there_is_a_scanner_what_was_never_scanned_is_closed_until_it_was(
    home, clamd, scanner_at
):
    scanner_at(files.NO_SCANNER)
    harmful, fine = _send_in(HARMFUL), _send_in(TEXT)
    scanner_at(clamd.socket)
    with pytest.raises(files.NotYetScanned):
        files.open_file(fine.id)
    assert files.scan_waiting(now=SOON) == (
        Settled(current_tenant_id(), harmful.id, ScanState.INFECTED),
        Settled(current_tenant_id(), fine.id, ScanState.CLEAN),
    )


def test_a_scanner_that_nobody_has_named_keeps_files_in_quarantine(home, scanner_at):
    scanner_at("")
    stored = _send_in(TEXT)
    assert _state(stored.id) == _waits(ScanReason.NOT_CONFIGURED)
    assert files.scan_waiting(now=LATER) == ()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CLEAN, "kontrollerad"),
        (FileState(ScanState.UNSCANNED, can_be_opened=False), "inte kontrollerad"),
        (FileState(ScanState.INFECTED, can_be_opened=False, signature="X"), "skadlig, borttagen"),
        (_waits(ScanReason.AWAY), "viruskontrollen svarar inte just nu"),
    ],
)
def test_how_a_file_stands_is_said_in_words(state, words):
    assert state.words == words


def test_many_files_states_are_one_query(home):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ids = [_send_in(TEXT).id for _ in range(3)]
    with CaptureQueriesContext(connection) as asked:
        states = files.state_of(ids)
    assert (set(states), len(asked)) == (set(ids), 1)


REFUSALS = (files.Empty, files.NotWhatItSays, files.NotAPicture, files.TooManyPixels)
BEGINNINGS = (
    *(b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"),
    *(b"RIFF\x00\x00\x00\x00WEBP", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
)


@settings(
    # Each may take a process of its own.
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    beginning=st.sampled_from(BEGINNINGS), rest=st.binary(max_size=300), name=st.text(max_size=20)
)
def test_whatever_is_sent_in_is_kept_or_refused_by_name(home, beginning, rest, name):
    try:
        stored = _send_in(beginning + rest, name=name)
    except REFUSALS:
        return
    assert files.open_file(stored.id).sha256 == stored.sha256
