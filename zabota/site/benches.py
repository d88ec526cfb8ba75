"""What pages of everyday work take on the server among a hundred thousand patients (`performance.md`)."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

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
from zabota.core.patients.commands.counting import count_base
from zabota.core.patients.commands.pairs import reopen_pair
from zabota.core.patients.models import Patient, PatientState
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
#: These begin and end transactions; they read nothing.
NOT_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
DOUBTFUL_PAIRS = 200


class Page(NamedTuple):
    """What is opened, by whom (login in the demo), and with which words in the address."""

    login: str
    name: str
    asked: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.asked} of {self.login}"


#: Pages of the card of whoever came most often.
OF_THE_CARD = (
    Page("vera", "patients:card"),
    Page("vera", "patients:summary"),
    Page("vera", "patients:timeline"),
    Page("vera", "patients:consents"),
    Page("vera", "scheduling:appointments"),
)
PAGES = (
    Page("nina", "todos:progress"),
    Page("zoya", "todos:progress"),
    Page("rita", "ui:home"),
    Page("vera", "patients:list"),
    Page("nina", "patients:list"),
    Page("vera", "patients:list", "?filled=part"),
    Page("vera", "patients:list", "?state=debt"),
    Page("vera", "patients:list", "?checked=never"),
    *OF_THE_CARD,
    Page("oleg", "todos:calling"),
    Page("nina", "todos:calls"),
    Page("nina", "todos:held"),
    Page("nina", "todos:attempts"),
    Page("nina", "todos:todos"),
    Page("nina", "scheduling:asleep"),
    Page("zoya", "scheduling:asleep"),
    Page("vera", "scheduling:calendar"),
    Page("vera", "scheduling:feed"),
    Page("vera", "scheduling:feed", "?view=week"),
    Page("vera", "scheduling:day_list"),
    Page("vera", "scheduling:for_mis"),
    Page("rita", "patients:to_check"),
    Page("nina", "patients:completeness"),
    Page("rita", "patients:duplicates"),
    Page("rita", "patients:review_duplicates"),
    Page("rita", "patients:decided_pairs"),
    Page("vera", "patients:leads"),
    Page("rita", "intake:batches"),
    Page("nina", "staff:people"),
)


@bench("pages")
def pages() -> Iterator[BenchFigure]:
    yield from run(patients=PATIENTS, invented=INVENTED, rounds=ROUNDS)


def run(*, patients: int, invented: int, rounds: int) -> Iterator[BenchFigure]:
    """Whole answers of a warm process without its socket: p95 in milliseconds, and queries."""
    call_command("collectstatic", interactive=False, verbosity=0)
    load_demo(patients=invented, report=lambda done, total: None)
    multiply(times=patients // invented)
    doubt_pairs()
    count_base()
    tidy()
    yield BenchFigure.for_comparison("pages: patients in the base", Patient.objects.count(), "cards")
    refresh_call_list(by=SYSTEM)
    refreshing = min(_milliseconds(lambda: refresh_call_list(by=SYSTEM)) for _round in range(3))
    yield BenchFigure.at_most("pages: refresh of the call list", round(refreshing), "ms", budget=REFRESH_MS)
    opener = Opener()
    for page in PAGES:
        yield from opener.figures(page, rounds)


class Opener:
    """Opens pages as the people of the demo do."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._factory = RequestFactory(SERVER_NAME="localhost")
        self._cookies = {login: _cookie(login) for login in {page.login for page in PAGES}}
        often = Appointment.objects.values("patient").annotate(visits=Count("pk")).order_by("-visits", "patient")
        self._card = Patient.objects.get(pk=often[0]["patient"])
        oleg = User.objects.get(login="oleg")
        take_next_call(user=oleg, reach=Access(oleg).reach("todos.call"))

    def figures(self, page: Page, rounds: int) -> Iterator[BenchFigure]:
        self._open(page)
        with CaptureQueriesContext(connection) as captured:
            self._open(page)
        queries = [each for each in captured if not each["sql"].startswith(NOT_QUERIES)]
        times = sorted(_milliseconds(lambda: self._open(page)) for _round in range(rounds))
        slow = times[min(len(times) - 1, round(len(times) * 0.95))]
        yield BenchFigure.at_most(f"pages: {page}, p95", round(slow), "ms", budget=PAGE_MS)
        yield BenchFigure.at_most(f"pages: {page}, queries", len(queries), "queries", budget=PAGE_QUERIES)

    def _open(self, page: Page) -> None:
        about = [self._card.public_id] if page in OF_THE_CARD else []
        request = self._factory.get(reverse(page.name, args=about) + page.asked)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self._cookies[page.login]
        answer = self._handler.get_response(request)
        if answer.status_code != 200:
            raise AssertionError(f"{page} answered {answer.status_code}")


def doubt_pairs() -> None:
    """Pairs of neighbours for the queue of review: a small demo leaves it nearly empty."""
    ids = Patient.objects.filter(state=PatientState.ACTIVE).order_by("-pk").values_list("pk", flat=True)
    cards = list(ids[: 2 * DOUBTFUL_PAIRS])
    for one, other in zip(cards[::2], cards[1::2], strict=False):
        reopen_pair(one, other)


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
