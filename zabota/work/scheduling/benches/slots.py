"""Free slots of a hundred doctors for sixty days with rooms and devices, cold and warm (`performance.md` D)."""

import statistics
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zabota.base.postgres.server import Server
from zabota.lib.benching import BenchFigure, bench
from zabota.work.scheduling.benches.grid import SLOT, Grid, build
from zabota.work.scheduling.models import Occupancy
from zabota.work.scheduling.queries import timetable
from zabota.work.scheduling.queries.slots import Wish, free_slots

ROUNDS = 15


@bench("slots")
def slots() -> Iterator[BenchFigure]:
    yield from run(doctors=100, rooms=80, devices=40, rounds=ROUNDS)


def run(*, doctors: int, rooms: int, devices: int, rounds: int) -> Iterator[BenchFigure]:
    """Milliseconds, medians: nothing in memory; memory checked against the database; after another process booked."""
    grid = build(doctors, rooms=rooms, devices=devices, busy=0.4)
    tidy()
    wish = Wish(service=grid.service)
    what = f"slots: {doctors} doctors x 60 days with rooms and devices"
    yield BenchFigure.for_comparison(f"{what}, visits and downtime", Occupancy.objects.count(), "rows")
    cold, found = median_of(lambda: _cold(wish), rounds)
    yield BenchFigure.at_most(f"{what}, cold", cold, "ms", budget=40)
    warm, again = median_of(lambda: free_slots(wish).count, rounds * 4)
    yield BenchFigure.at_most(f"{what}, warm", warm, "ms", budget=2)
    changed, _ = median_of(lambda: _after_a_booking(grid, wish), rounds)
    yield BenchFigure.for_comparison(f"{what}, after a booking elsewhere", changed, "ms")
    by_sql, counted = median_of(lambda: _counted_by_sql(grid), 1)
    if not found == again == counted:
        raise AssertionError(f"the ways disagree: {found}, {again}, {counted}")
    yield BenchFigure.for_comparison(f"{what}, by SQL over the rows", by_sql, "ms")
    yield BenchFigure.for_comparison(f"{what}, SQL beside warm", by_sql / warm, "times")


def tidy() -> None:
    """What autovacuum does within minutes; only the owner may, and the application is not the owner."""
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute("VACUUM ANALYZE scheduling_occupancy, scheduling_shift, scheduling_touched")


def median_of(answer: Callable[[], int], rounds: int) -> tuple[float, int]:
    times, result = [], 0
    for _round in range(rounds):
        begun = time.perf_counter()
        result = answer()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), result


def _cold(wish: Wish) -> int:
    timetable.forget()
    return free_slots(wish).count


def _after_a_booking(grid: Grid, wish: Wish) -> int:
    """Someone takes a doctor's last quarter and gives it back: two resources' worth of change to read."""
    row = Occupancy.objects.filter(resource="doctor", resource_id=grid.doctors[0].pk).first()
    if row is not None:
        Occupancy.objects.filter(pk=row.pk).update(lane=0)
    return free_slots(wish).count


_BY_SQL = """
    SELECT count(*) FROM (
        SELECT shift.doctor_id, slot
        FROM scheduling_shift shift,
            generate_series(lower(shift.during), upper(shift.during) - %(minutes)s * interval '1 minute', interval '15 minutes') AS slot
        WHERE slot >= %(now)s AND NOT EXISTS (
            SELECT 1 FROM scheduling_occupancy taken
            WHERE taken.resource = 'doctor' AND taken.resource_id = shift.doctor_id AND taken.lane = 0
                AND taken.state IN ('held', 'taken') AND taken.during && tstzrange(slot, slot + %(minutes)s * interval '1 minute'))
    ) AS free JOIN (
        SELECT DISTINCT slot FROM (
            SELECT generate_series(
                date_trunc('hour', %(now)s::timestamptz), %(now)s::timestamptz + interval '61 days', interval '15 minutes'
            ) AS slot) AS every
        WHERE EXISTS (
            SELECT 1 FROM scheduling_resource place JOIN scheduling_resource_type type ON type.id = place.type_id
            WHERE type.kind = 'room' AND NOT EXISTS (
                SELECT 1 FROM scheduling_occupancy taken WHERE taken.resource = 'room' AND taken.resource_id = place.id
                    AND taken.state IN ('held', 'taken') AND taken.during && tstzrange(slot, slot + %(minutes)s * interval '1 minute')))
            AND EXISTS (
            SELECT 1 FROM scheduling_resource place JOIN scheduling_resource_type type ON type.id = place.type_id
            WHERE type.kind = 'device' AND NOT EXISTS (
                SELECT 1 FROM scheduling_occupancy taken WHERE taken.resource = 'device' AND taken.resource_id = place.id
                    AND taken.state IN ('held', 'taken') AND taken.during && tstzrange(slot, slot + %(minutes)s * interval '1 minute')))
    ) AS placed USING (slot)
"""


def _counted_by_sql(grid: Grid) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_BY_SQL, {"minutes": SLOT.seconds // 60, "now": timezone.now()})
        counted: int = cursor.fetchone()[0]
        return counted
