"""What is shown by travelling: whatever the zone, the date and the jumps of the clock, patients are told their hour (F12)."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import time_machine
from django.db import transaction

from zabota.core.patients.testing import a_patient
from zabota.core.practice.commands import change_branch
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.sending import cancel_messages
from zabota.outreach.messaging.models import Message, Purpose
from zabota.outreach.messaging.queries.reaching import FIRST_HOUR, LAST_HOUR
from zabota.outreach.messaging.testing import FakeKannel, no_channel_rests
from zabota.work.scheduling.commands import NoSuchTime, Wanted, book, follow_zone_rules, wall_instant
from zabota.work.scheduling.commands.messages import write_about_visit
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_service, receives

#: The eleven zones of Russia, and ours beyond it.
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka", "Asia/Almaty", "Europe/Kyiv",
    "UTC",
)  # fmt: skip
#: Eves of Kyiv's two jumps, ends of months and of years, a leap day, the week in which Kazakhstan became one zone, a plain day.
DATES = (
    date(2026, 3, 27), date(2026, 10, 23), date(2028, 2, 28), date(2027, 2, 27), date(2026, 12, 30), date(2024, 2, 28),
    date(2026, 6, 15), date(2026, 8, 30),
)  # fmt: skip
WALLS = (time(8), time(13), time(19, 30))
DAYS_AHEAD = 3
#: Where the clock goes from the hour before a reminder leaves: by hours, back by one, back by a day, and standing still.
JUMPS = (0, 1, 2, 1, 2, 2, -22, 2, 3, 12, 20, 26)
QUARTER = timedelta(minutes=15)


@proof("zones-and-dates", full=len(ZONES) * len(DATES), smoke=2)
def every_patient_is_told_his_hour(travels: int) -> str:
    """In so many pairs of a zone and a date: visits keep their wall time, each reminder leaves once in waking hours whatever
    the clock does, an hour that does not exist is refused, and no time is offered twice."""
    pairs = random.Random(12).sample(list(product(ZONES, DATES)), travels)
    sent, refused = Counter[str](), 0
    for zone, day in pairs:
        with _kannel() as gateway, transaction.atomic():
            sent[zone] += _told_their_hour(gateway, zone, day)
            refused += _hours_that_do_not_exist(ZoneInfo(zone), day)
            transaction.set_rollback(True)
    return (
        f"{len(pairs)} pairs of a zone and a date: {sent.total()} reminders, each once, in waking hours and with the hour of "
        f"the visit; {refused} quarters of an hour that do not exist refused"
    )


def _told_their_hour(gateway: FakeKannel, zone: str, day: date) -> int:
    branch = samara_centre()
    change_branch(branch=branch, time_zone=zone, by=SYSTEM)
    visited_on = day + timedelta(days=DAYS_AHEAD)
    with time_machine.travel(datetime.combine(day, time(9), branch.zone), tick=False):
        _book_each(branch, visited_on)
        _assert_offered_once(branch, visited_on)
        assert follow_zone_rules(by=SYSTEM) == 0, f"{zone} {day}: a visit moved though no rule changed"
    eve = datetime.combine(visited_on - timedelta(days=1), FIRST_HOUR, branch.zone) - timedelta(hours=1)
    _let_only_reminders_leave()
    for hours in JUMPS:
        moment = eve + timedelta(hours=hours)
        with time_machine.travel(moment, tick=False):
            _deliver_awake(gateway, moment.astimezone(branch.zone))
    texts = Counter(gateway.texts)
    assert set(texts.values()) == {1}, f"{zone} {day}: a reminder left twice: {texts}"
    for wall in WALLS:
        told = [text for text in texts if f"{wall:%H:%M}" in text]
        assert len(told) == 1, f"{zone} {day}: {len(told)} reminders tell of {wall:%H:%M}: {list(texts)}"
    return texts.total()


def _book_each(branch: Branch, on: date) -> None:
    receives(anna(), on=on, hours=(time(0), time(23)), branch=branch)
    for number, wall in enumerate(WALLS):
        patient = a_patient(f"Дорожный-{number}", phone=f"+7916000000{number}", home_branch=branch)
        wanted = Wanted(anna(), branch, wall_instant(on, wall, branch), 30, a_service())
        visit = book(patient=patient, wanted=wanted, by=SYSTEM)
        write_about_visit(visit_id=visit.pk, by=SYSTEM)
    told = list(Appointment.objects.order_by("starts_at").values_list("wall_start", flat=True))
    assert told == [f"{on} {wall:%H:%M}" for wall in WALLS], f"{branch.time_zone} {on}: visits stand at {told}"


def _let_only_reminders_leave() -> None:
    others = Message.objects.exclude(purpose=Purpose.REMINDER)
    cancel_messages(sources=list(others.values_list("source", flat=True)), by=SYSTEM)


def _assert_offered_once(branch: Branch, on: date) -> None:
    """Also on a day on which the clock jumps: what is offered are instants of the branch, none of them twice."""
    wish = Wish(service=a_service(), doctor_ids=[anna().pk], since=on, until=on)
    starts = [slot.starts_at for slot in free_slots(wish, limit=1000).nearest]
    assert len(starts) == len(set(starts)) > 0, f"{branch.time_zone} {on}: a time is offered twice"
    assert all(each.astimezone(branch.zone).date() == on for each in starts), "a time of another day is offered"


def _deliver_awake(gateway: FakeKannel, local: datetime) -> None:
    no_channel_rests()
    before = len(gateway.received)
    while deliver_due():
        no_channel_rests()
    is_awake = FIRST_HOUR <= local.time() < LAST_HOUR
    assert is_awake or len(gateway.received) == before, f"{local.tzinfo}: a reminder left at {local:%H:%M}"


def _hours_that_do_not_exist(zone: ZoneInfo, day: date) -> int:
    """Quarters of an hour of the next days that the clock jumps over, all of them refused; all others are told as they are."""
    branch, refused = Branch(time_zone=zone.key), 0
    for number in range(DAYS_AHEAD * 24 * 4):
        wall = datetime.combine(day, time()) + QUARTER * number
        try:
            instant = wall_instant(wall.date(), wall.time(), branch)
        except NoSuchTime:
            refused += 1
            assert not _exists(wall, zone), f"{zone.key}: {wall} exists and was refused"
        else:
            assert instant.astimezone(zone).replace(tzinfo=None) == wall, f"{zone.key}: {wall} became {instant}"
    return refused


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


@contextmanager
def _kannel() -> Iterator[FakeKannel]:
    before = dict(os.environ)
    with FakeKannel().serving() as gateway:
        os.environ |= {"ZABOTA_KANNEL_URL": gateway.url, "ZABOTA_KANNEL_PER_SECOND": "1000"}
        try:
            yield gateway
        finally:
            os.environ.clear()
            os.environ |= before
