"""Hand events on to their handlers: short naps while there is work, longer when there is none."""

import argparse
import os
import signal
import threading
from datetime import datetime, timedelta

HELP = "hand events on to their handlers"
NAP_WHILE_BUSY = 0.02
NAP_WHEN_IDLE = 0.25
# So many events are handed on before the loop looks round for what else waits.
IN_A_ROW = 20
# Somebody who waits for a page goes first: under full load this leaves the worker about a tenth of
# what a web process gets, which is enough for what is urgent, and on an idle machine everything.
NICENESS = 10
# Events are kept so long after every handler has had them, for whoever asks what happened.
KEEP_HANDLED = timedelta(days=14)
TIDY_EVERY_NAPS = 10_000
# Reminders are due for hours, and files wait for a scanner that is away: now and then is often
# enough, and an idle worker asks each minute.
REMIND_EVERY_NAPS = 240
# Whoever's last day has passed is out within a minute, however busy the worker is: by the clock.
CLOSE_EVERY = timedelta(seconds=30)
# Receivers of webhooks are others' machines, which may be slow: so many wait for them, and nothing
# else does. Whoever is told waits a second at most.
SENDERS = 4
NAP_OF_SENDERS = 1.0
# So many of SSBTEK's agencies are waited for at once, each by a thread that nothing else waits for.
ASKERS = 3
# HSA is asked about everybody once a day, one at a time, by a thread that nobody waits for.
NAP_OF_ASKING = 60.0
# Whether issuers answer is asked where the reserve log-in is kept for when they do not.
NAP_OF_ISSUERS = 30.0


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop; what is in hand is finished first."""
    del arguments
    from gemensam.config import serving

    os.nice(NICENESS)
    serving.prepare()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    senders = [threading.Thread(target=_send_webhooks, args=(stop,)) for _ in range(SENDERS)]
    askers = [threading.Thread(target=_ask_authorities, args=(stop,)) for _ in range(_askers())]
    asking = [threading.Thread(target=one, args=(stop,)) for one in (_ask_hsa, _ask_issuers)]
    for one in (*senders, *askers, *asking):
        one.start()
    _work(stop)
    for one in (*senders, *askers, *asking):
        one.join()
    return 0


def _send_webhooks(stop: threading.Event) -> None:
    import structlog
    from django.db import connections
    from django.utils import timezone

    from gemensam.webhooks import api as webhooks

    while not stop.is_set():
        try:
            is_busy = webhooks.send_next(now=timezone.now())
        except Exception as error:  # noqa: BLE001 -- the worker's edge: a thread that ends is missed by nobody
            structlog.get_logger().warning("worker.webhooks.failed", error=type(error).__name__)
            connections.close_all()
            is_busy = False
        if not is_busy:
            stop.wait(NAP_OF_SENDERS)


def _askers() -> int:
    """Give how many ask SSBTEK: none where the installation is not connected to it."""
    from gemensam.assistance import api as assistance

    return ASKERS if assistance.is_connected() else 0


def _ask_authorities(stop: threading.Event) -> None:
    import structlog
    from django.db import connections
    from django.utils import timezone

    from gemensam.assistance import api as assistance

    while not stop.is_set():
        try:
            is_busy = assistance.ask_next(clock=timezone.now)
        except Exception as error:  # noqa: BLE001 -- the worker's edge: a thread that ends is missed by nobody
            structlog.get_logger().warning("worker.ssbtek.failed", error=type(error).__name__)
            connections.close_all()
            is_busy = False
        if not is_busy:
            stop.wait(NAP_OF_SENDERS)


def _ask_hsa(stop: threading.Event) -> None:
    import structlog
    from django.db import connections
    from django.utils import timezone

    from gemensam.identity import api as identity

    while not stop.is_set():
        try:
            identity.hsa.synchronise_due(clock=timezone.now, is_stopped=stop.is_set)
        except Exception as error:  # noqa: BLE001 -- the worker's edge: a thread that ends is missed by nobody
            structlog.get_logger().warning("worker.hsa.failed", error=type(error).__name__)
            connections.close_all()
        stop.wait(NAP_OF_ASKING)


def _ask_issuers(stop: threading.Event) -> None:
    import structlog
    from django.db import connections
    from django.utils import timezone

    from gemensam.identity import api as identity

    while not stop.is_set():
        try:
            identity.ask_issuers_due(now=timezone.now())
        except Exception as error:  # noqa: BLE001 -- the worker's edge: a thread that ends is missed by nobody
            structlog.get_logger().warning("worker.issuers.failed", error=type(error).__name__)
            connections.close_all()
        stop.wait(NAP_OF_ISSUERS)


def _tidy(now: datetime) -> None:
    from gemensam.cases import api as cases
    from gemensam.employees import api as employees
    from gemensam.files import api as files
    from gemensam.outbox import api as outbox
    from gemensam.programme import api as programme

    outbox.forget_handled(before=now - KEEP_HANDLED)
    cases.measure_everywhere(now=now)
    files.sweep_every_tenant(now=now)
    employees.look_through_everywhere(now=now)
    employees.remind_everywhere(now=now)
    programme.observe_log_ins()


def _do_what_is_due(now: datetime) -> None:
    import structlog

    from gemensam.cases import api as cases
    from gemensam.files import api as files
    from gemensam.programme import api as programme
    from gemensam.surveys import api as surveys

    programme.remind_everybody(now=now)
    surveys.remind_due(now=now)
    cases.carry_out_absences(now=now)
    cases.remind_of_meetings(now=now)
    log = structlog.get_logger()
    for one in files.scan_waiting(now=now):
        said = log.info if one.state == files.ScanState.CLEAN else log.warning
        said("file.scanned", file_id=str(one.file_id), state=one.state)


def _work(stop: threading.Event) -> None:
    import structlog
    from django.db import OperationalError, connections
    from django.utils import timezone

    from gemensam.delivery import api as delivery
    from gemensam.employees import api as employees
    from gemensam.outbox import api as outbox

    log = structlog.get_logger()
    naps = 0
    close_next = timezone.now()
    while not stop.is_set():
        try:
            now = timezone.now()
            busy = outbox.fan_out(now=now) > 0
            for _ in range(IN_A_ROW):
                if not outbox.deliver_next(now=now):
                    break
                busy = True
            busy = delivery.send_next(now=now) or busy
            if now >= close_next:
                employees.close_passed(now=now)
                close_next = now + CLOSE_EVERY
            if naps % REMIND_EVERY_NAPS == 0:
                _do_what_is_due(now)
            if naps % TIDY_EVERY_NAPS == 0:
                _tidy(now)
        except OperationalError:
            # The database is away: let go of the connection and try again until it is back.
            log.warning("worker.database.away")
            connections.close_all()
            busy = False
        naps += 1
        stop.wait(NAP_WHILE_BUSY if busy else NAP_WHEN_IDLE)
