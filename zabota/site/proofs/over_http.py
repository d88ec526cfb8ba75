"""What is shown through the web server: one slot has one patient whoever asks (F1), a request sent again books once (F20)."""

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from zabota.core.staff.testing import vera
from zabota.lib.proving import proof
from zabota.site.serving.programs import web
from zabota.work.scheduling.benches.booking import OVERLAPS
from zabota.work.scheduling.benches.grid import Grid
from zabota.work.scheduling.commands import Wanted
from zabota.work.scheduling.models import Appointment, Hold, HoldState
from zabota.work.scheduling.proofs.killed import grid_for, until, wishes

HOST = "127.0.0.1"
PATIENCE = 120.0
CLIENTS, FEW_CLIENTS = 200, 20
#: Of the clients so many stand at desks, the others at the public page.
AT_DESKS = 0.5
DESKS_AT_ONCE = 8
#: p95 with a few clients, F1.
SOON_ENOUGH = 0.5
ENOUGH_TO_TIME = 50
#: Of the keys, so many are sent with another wish at the end.
OTHER_WISHES = 20
EXPECTED = {"desk 200", "desk 422", "home 302", "home 422"}


@dataclass
class Seen:
    """What the clients saw; `seconds` are answers' times, `choices` how many free times a refused desk was offered."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    choices: Counter[bool] = field(default_factory=Counter)

    @property
    def winners(self) -> int:
        return self.answers["desk 200"] + self.answers["home 302"]

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]


@proof("one-slot-over-http", full=500, smoke=1)
def of_two_hundred_at_desks_and_at_home_one_gets_the_slot(slots: int) -> str:
    """Two hundred clients press at once for each of so many slots, half in the booking panel, half on the public page; then
    twenty for each of fifty more, and those are timed."""
    timed = ENOUGH_TO_TIME if slots >= ENOUGH_TO_TIME else 0
    grid = grid_for(slots + timed)
    wanted = list(wishes(grid, slots + timed))
    many, few = Seen(), Seen()
    with _web_server(processes=2) as server:
        desk = _Desk(server.port, grid)
        _press_for_each(desk, wanted[:slots], CLIENTS, many)
        _press_for_each(desk, wanted[slots:], FEW_CLIENTS, few)
    _assert_one_has_each(many, slots)
    _assert_one_has_each(few, timed)
    _assert_told_is_kept(many.winners + few.winners)
    assert not timed or few.p95 <= SOON_ENOUGH, f"one has each slot, but {FEW_CLIENTS} clients wait {few.p95:.2f} s"
    pace = f"; {FEW_CLIENTS} clients, {timed} slots: p95 {few.p95 * 1000:.0f} ms" if timed else ""
    return f"{CLIENTS} clients, {slots} slots: {many.winners} winners, 0 overlaps, p95 {many.p95:.1f} s{pace}"


@proof("request-over-http", full=5_000, smoke=30)
def a_request_sent_again_over_http_books_once(size: int) -> str:
    """Eight desks book while the web server's processes are killed by force; whoever got no answer sends the same again."""
    grid = grid_for(size)
    wanted = list(wishes(grid, size))
    kills = max(2, size // 100)
    again: Counter[str] = Counter()
    with _web_server(processes=2) as server:
        desk = _Desk(server.port, grid)
        with ThreadPoolExecutor(DESKS_AT_ONCE) as desks:
            statuses = desks.map(desk.book_until_answered, wanted, range(size), [again] * size)
            _kill_on_the_way(server, kills, size)
            assert set(statuses) == {200}, "a request sent again was refused"
        for number, wish in enumerate(wanted[: min(OTHER_WISHES, size - 1)]):
            answer = desk.book(wanted[number + 1], key=number).status
            assert answer == 422, f"the key of {wish.starts_at} with another wish was answered {answer}"
    visits = Appointment.objects.count()
    assert visits == size, f"{visits} visits of {size} requests"
    return (
        f"{size} requests, {kills} kills, {again['again']} sent again: one visit each, another wish under a key refused"
    )


class _Desk:
    """Books through the panel as a browser does, signed in as Vera; public visitors come from addresses of their own."""

    def __init__(self, port: int, grid: Grid) -> None:
        self._port = port
        self._patient, self._service = grid.patient.public_id, grid.service.public_id
        client, request = Client(), RequestFactory().get("/")
        client.force_login(vera())
        session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, get_token(request)
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"]}
        self._headers = {
            "X-CSRFToken": token,
            "HX-Request": "true",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }

    def book(self, wanted: Wanted, *, key: int) -> "_Answer":
        form = {
            "patient": self._patient, "service": self._service, "slot": _slot(wanted),
            "request_key": UUID(int=key + 1),
        }  # fmt: skip
        return self._send("/booking/book/", form, self._headers)

    def hold_at_home(self, wanted: Wanted, *, address: str) -> "_Answer":
        form = {"service": self._service, "slot": _slot(wanted)}
        return self._send("/book/hold/", form, {"X-Forwarded-For": address})

    def book_until_answered(self, wanted: Wanted, number: int, again: Counter[str]) -> int:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return self.book(wanted, key=number).status
            except (OSError, HTTPException):
                again["again"] += 1
                time.sleep(0.1)
        raise AssertionError("the web server does not come back")

    def _send(self, path: str, form: dict[str, object], headers: dict[str, str]) -> "_Answer":
        line = HTTPConnection(HOST, self._port, timeout=PATIENCE)
        try:
            sent = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", path, urlencode(form), sent)
            answer: HTTPResponse = line.getresponse()
            return _Answer(answer.status, answer.read().decode())
        finally:
            line.close()


@dataclass(frozen=True)
class _WebServer:
    port: int
    process: int

    @property
    def processes(self) -> list[int]:
        """Those that answer requests; there may be none for a moment after one was killed."""
        return [int(each) for each in Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()]


@dataclass(frozen=True)
class _Answer:
    status: int
    body: str


def _press_for_each(desk: _Desk, wanted: list[Wanted], clients: int, seen: Seen) -> None:
    with ThreadPoolExecutor(clients) as crowd:
        for number, wish in enumerate(wanted):
            together = threading.Barrier(clients)
            jobs = [crowd.submit(_press, desk, wish, number, each, clients, together, seen) for each in range(clients)]
            for job in jobs:
                job.result()


def _press(desk: _Desk, wish: Wanted, slot: int, client: int, of: int, together: threading.Barrier, seen: Seen) -> None:
    together.wait()
    begun = time.monotonic()
    if client < of * AT_DESKS:
        answer = desk.book(wish, key=random.getrandbits(100))
        seen.answers[f"desk {answer.status}"] += 1
        if answer.status == 422:
            seen.choices[answer.body.count('name="slot"') >= 3] += 1
    else:
        address = f"10.{slot // 250}.{slot % 250}.{client}"
        answer = desk.hold_at_home(wish, address=address)
        seen.answers[f"home {answer.status}"] += 1
    seen.seconds.append(time.monotonic() - begun)


def _assert_one_has_each(seen: Seen, slots: int) -> None:
    assert set(seen.answers) <= EXPECTED, f"answers: {dict(seen.answers)}"
    assert not seen.choices[False], f"{seen.choices[False]} refused desks were offered fewer than three other times"
    assert seen.winners == slots, f"{seen.winners} winners of {slots} slots"


def _assert_told_is_kept(winners: int) -> None:
    kept = Appointment.objects.count() + Hold.objects.filter(state=HoldState.OPEN).count()
    assert winners == kept, f"{winners} were told that the time is theirs, {kept} times are kept"
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS.format(table="scheduling_occupancy"))
        assert cursor.fetchone() == (0,), "double bookings"


def _slot(wanted: Wanted) -> str:
    return f"{wanted.doctor.public_id}|{wanted.branch.public_id}|{wanted.wall:%Y-%m-%dT%H:%M}"


@contextmanager
def _web_server(*, processes: int) -> Iterator[_WebServer]:
    """The product's own web server over the proof's database: asked only once it answers."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    server = web(HOST, port, processes)
    server.start()
    assert server.process is not None
    try:
        _until_it_answers(port)
        yield _WebServer(port, server.process.pid)
    finally:
        server.ask_to_stop()
        server.wait()


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server does not start")


def _kill_on_the_way(server: "_WebServer", kills: int, size: int) -> None:
    """By force, evenly over the bookings that have been made."""
    for killed in range(1, kills + 1):
        until(Appointment.objects.count, size * killed // (kills + 1))
        for process in server.processes[:1]:
            os.kill(process, signal.SIGKILL)
