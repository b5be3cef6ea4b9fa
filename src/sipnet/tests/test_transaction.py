"""RFC 3261 §17: the tables themselves, and both sides over a network that loses and doubles."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from sipnet import (
    DatagramRoute,
    Endpoint,
    RequestReceived,
    RequestTimedOut,
    ResponseReceived,
    SocketAddress,
)
from sipnet.transaction import CLIENT, SERVER, Action, Input, ServerTransaction, State, Table

UNIT = ("192.0.2.10", 5060)
CENTRE = ("192.0.2.1", 5060)
# One way of the simulated network, well below T1.
DELAY = 0.05


def _reachable(table: Table) -> set[State]:
    found = {State.TRYING}
    for _ in table:
        found |= {step.next_state for (state, _), step in table.items() if state in found}
    return found


class TestTables:
    def test_every_state_is_reached_and_only_the_last_is_left_by_nothing(self) -> None:
        assert (_reachable(SERVER), _reachable(CLIENT)) == (set(State), set(State))
        left_by_something = set(State) - {State.TERMINATED}
        assert {state for state, _ in SERVER} == left_by_something
        assert {state for state, _ in CLIENT} == left_by_something

    def test_nothing_is_sent_by_a_server_before_it_is_answered(self) -> None:
        assert SERVER[State.TRYING, Input.REQUEST_AGAIN].action is Action.NOTHING

    def test_completed_client_tells_nothing_more(self) -> None:
        from_completed = {
            step.action for (state, _), step in CLIENT.items() if state is State.COMPLETED
        }
        assert from_completed == {Action.NOTHING}

    def test_input_that_a_state_does_not_know_changes_nothing(self) -> None:
        server = ServerTransaction(
            "k",
            "",
            "t",
            peer=UNIT[0],
            route=DatagramRoute(UNIT),
            expires_at=0.0,
            arrival=(b"", DatagramRoute(UNIT)),
        )
        assert (server.take(Input.TIMER_J), server.state) == (Action.NOTHING, State.TRYING)


class _Network:
    """Two endpoints and a list of what is under way; time is a float, luck is a list."""

    def __init__(self, fates: list[int]) -> None:
        tokens = itertools.count()
        self.unit = Endpoint(lambda: f"u{next(tokens)}", sent_by="192.0.2.10:5060")
        self.centre = Endpoint(lambda: f"c{next(tokens)}", sent_by="192.0.2.1:5060")
        self._fates = iter(fates)
        self._under_way: list[tuple[float, Endpoint, bytes, SocketAddress]] = []
        self.requests: list[bytes] = []
        self.answers: list[int] = []
        self.timed_out = 0

    def run(self, commit_time: float) -> None:
        waiting: list[tuple[float, RequestReceived]] = []
        now = 0.0
        while True:
            self._collect(now)
            timers = (self.unit.get_timer(), self.centre.get_timer())
            due = [at for at in timers if at is not None]
            due += [at for at, *_ in self._under_way] + [at for at, _ in waiting]
            if not due:
                return
            now = min(due)
            self._deliver(now)
            for endpoint in (self.unit, self.centre):
                endpoint.handle_timer(now)
            for at, event in waiting:
                if at <= now:
                    self.centre.respond(event.transaction, 200, now=now)
            waiting = [(at, event) for at, event in waiting if at > now]
            waiting += [(now + commit_time, event) for event in self._new_requests()]
            self._take_answers()

    def _collect(self, now: float) -> None:
        for sender, receiver, source in (
            (self.unit, self.centre, UNIT),
            (self.centre, self.unit, CENTRE),
        ):
            for data, _ in sender.datagrams_to_send():
                # 0 is lost, 1 arrives, 2 arrives twice; when luck runs out everything arrives.
                for copy in range(next(self._fates, 1)):
                    self._under_way.append((now + DELAY * (copy + 1), receiver, data, source))

    def _deliver(self, now: float) -> None:
        arrived = [item for item in self._under_way if item[0] <= now]
        self._under_way = [item for item in self._under_way if item[0] > now]
        for _, receiver, data, source in arrived:
            receiver.receive_datagram(data, source, now)

    def _new_requests(self) -> list[RequestReceived]:
        events = [e for e in iter(self.centre.next_event, None) if isinstance(e, RequestReceived)]
        self.requests += [event.request.body for event in events]
        return events

    def _take_answers(self) -> None:
        for event in iter(self.unit.next_event, None):
            if isinstance(event, ResponseReceived):
                self.answers.append(event.response.status)
            self.timed_out += isinstance(event, RequestTimedOut)


def _press(network: _Network, body: bytes) -> None:
    network.unit.send_request(
        "MESSAGE",
        "sip:alarm@192.0.2.1",
        destination=DatagramRoute(CENTRE),
        now=0.0,
        from_="<sip:12345678@192.0.2.10>",
        to="<sip:alarm@192.0.2.1>",
        body=body,
    )


class TestLossyNetwork:
    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.integers(0, 2), max_size=10), st.floats(0.001, 5.0))
    def test_each_alarm_is_told_once_and_answered_once(
        self, fates: list[int], commit_time: float
    ) -> None:
        network = _Network(fates)
        _press(network, b"first")
        _press(network, b"second")
        network.run(commit_time)
        assert (sorted(network.requests), network.answers, network.timed_out) == (
            [b"first", b"second"],
            [200, 200],
            0,
        )

    def test_network_that_loses_everything_ends_in_a_time_out(self) -> None:
        network = _Network([0] * 100)
        _press(network, b"first")
        network.run(0.01)
        assert (network.requests, network.answers, network.timed_out) == ([], [], 1)

    def test_answers_that_are_all_lost_still_tell_the_alarm_once(self) -> None:
        network = _Network([1, 0] * 50)
        _press(network, b"first")
        network.run(0.01)
        assert (network.requests, network.answers, network.timed_out) == ([b"first"], [], 1)
