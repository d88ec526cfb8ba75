"""What pages of everyday work take on the server among a hundred thousand patients (`performance.md`)."""

import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.accounts.testing import signed_in
from zabota.base.postgres.server import Server
from zabota.core.patients.models import Patient
from zabota.lib.actors import SYSTEM
from zabota.lib.benching import BenchFigure, bench
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.commands.taking import take_next_call
from zabota.site.demo.loading import load_demo
from zabota.site.demo.multiplying import multiply
from zabota.work.scheduling.models import Appointment

PATIENTS, INVENTED = 100_000, 4_000
ROUNDS = 30
PAGE_MS, PAGE_QUERIES, REFRESH_MS = 250, 12, 1_000
#: What is opened, by whom (login in the demo).
PAGES = (
    ("nina", "todos:progress"),
    ("rita", "ui:home"),
    ("vera", "patients:list"),
    ("nina", "patients:list"),
    ("vera", "patients:card"),
    ("vera", "patients:summary"),
    ("vera", "patients:timeline"),
    ("vera", "scheduling:appointments"),
    ("oleg", "todos:calling"),
    ("nina", "todos:calls"),
    ("nina", "todos:held"),
    ("nina", "scheduling:asleep"),
    ("rita", "patients:to_check"),
    ("rita", "patients:duplicates"),
    ("nina", "todos:todos"),
)


@bench("pages")
def pages() -> Iterator[BenchFigure]:
    yield from run(patients=PATIENTS, invented=INVENTED, rounds=ROUNDS)


def run(*, patients: int, invented: int, rounds: int) -> Iterator[BenchFigure]:
    """Whole answers of a warm process without its socket: p95 in milliseconds, and queries."""
    call_command("collectstatic", interactive=False, verbosity=0)
    load_demo(patients=invented, report=lambda done, total: None)
    multiply(times=patients // invented)
    tidy()
    yield BenchFigure.for_comparison("pages: patients in the base", Patient.objects.count(), "cards")
    refresh_call_list(by=SYSTEM)
    refreshing = min(_milliseconds(lambda: refresh_call_list(by=SYSTEM)) for _round in range(3))
    yield BenchFigure.at_most("pages: refresh of the call list", round(refreshing), "ms", budget=REFRESH_MS)
    opener = Opener()
    for login, name in PAGES:
        yield from opener.figures(login, name, rounds)


class Opener:
    """Opens pages as the people of the demo do."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._factory = RequestFactory(SERVER_NAME="localhost")
        self._cookies = {login: _cookie(login) for login in {login for login, _name in PAGES}}
        often = Appointment.objects.values("patient").annotate(visits=Count("pk")).order_by("-visits", "patient")
        self._card = Patient.objects.get(pk=often[0]["patient"])
        oleg = User.objects.get(login="oleg")
        take_next_call(user=oleg, reach=Access(oleg).reach("todos.call"))

    def figures(self, login: str, name: str, rounds: int) -> Iterator[BenchFigure]:
        self._open(login, name)
        with CaptureQueriesContext(connection) as captured:
            self._open(login, name)
        times = sorted(_milliseconds(lambda: self._open(login, name)) for _round in range(rounds))
        what = f"pages: {name} of {login}"
        slow = times[min(len(times) - 1, round(len(times) * 0.95))]
        yield BenchFigure.at_most(f"{what}, p95", round(slow), "ms", budget=PAGE_MS)
        yield BenchFigure.at_most(f"{what}, queries", len(captured), "queries", budget=PAGE_QUERIES)

    def _open(self, login: str, name: str) -> None:
        needs_card = name in ("patients:card", "patients:summary", "patients:timeline", "scheduling:appointments")
        request = self._factory.get(reverse(name, args=[self._card.public_id] if needs_card else []))
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self._cookies[login]
        answer = self._handler.get_response(request)
        if answer.status_code != 200:
            raise AssertionError(f"{name} of {login} answered {answer.status_code}")


def _cookie(login: str) -> str:
    client = signed_in(Client(), User.objects.get(login=login))
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def tidy() -> None:
    """What autovacuum does within minutes; only the owner may, and the application is not the owner."""
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute("VACUUM ANALYZE")
