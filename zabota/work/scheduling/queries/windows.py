"""Empty hours of the next weeks by doctor and speciality, and who would fit into them by history (R042, R043)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Listing
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.queries.lists import moment_cell, patient_name
from zabota.work.scheduling.models import Appointment, Status, VisitSummary
from zabota.work.scheduling.queries.bits import CELL, cell_of, run
from zabota.work.scheduling.queries.candidates import left_alone, who_may_be_called
from zabota.work.scheduling.queries.sleepers import sleepers
from zabota.work.scheduling.queries.timetable import Timetable, timetable

WEEKS = 6
#: A reason to call, which asks for a consent as every reason does that the patient did not give himself.
FREE_WINDOW = "free_window"
#: One click puts so many on the call list.
CALLED_AT_ONCE = 30


@dataclass(frozen=True)
class WeekOfDoctor:
    """Hours that the doctor receives from now on in the week of a Monday, and how many of them are free."""

    monday: date
    hours: float
    free: float

    @property
    def heat(self) -> int:
        """How empty, 0..4; 0 where he does not receive or everything is taken."""
        return round(4 * self.free / self.hours) if self.hours else 0


@dataclass(frozen=True)
class DoctorsWeeks:
    doctor: Doctor
    weeks: Sequence[WeekOfDoctor]


@dataclass(frozen=True)
class Speciality:
    """Doctors of a speciality with the free hours of all of them by week."""

    name: str
    doctors: Sequence[DoctorsWeeks]

    @property
    def free(self) -> list[float]:
        return [sum(week.free for week in weeks) for weeks in zip(*(each.weeks for each in self.doctors), strict=True)]


def next_mondays() -> list[date]:
    """Of the running week and those that follow."""
    today = timezone.localdate()
    return [today - timedelta(days=today.weekday()) + timedelta(weeks=number) for number in range(WEEKS)]


def empty_hours(reach: Reach) -> list[Speciality]:
    """By speciality, of the doctors who receive at all in these weeks, in the branches that the asker reaches."""
    table = timetable()
    receiving = Doctor.objects.filter(pk__in=[number for number, hours in table.hours.items() if hours], is_active=True)
    rows = [
        DoctorsWeeks(doctor, _weeks(table, doctor.pk, reach)) for doctor in receiving.order_by("speciality", "surname")
    ]
    busy = [each for each in rows if any(week.hours for week in each.weeks)]
    return [Speciality(name, list(own)) for name, own in groupby(busy, key=lambda each: each.doctor.speciality)]


def _weeks(table: Timetable, doctor_id: int, reach: Reach) -> list[WeekOfDoctor]:
    work = 0
    for hours in table.hours.get(doctor_id, ()):
        work |= hours.work if reach.covers(hours.branch_id) else 0
    work &= _from_now(table)
    free = work & table.free(("doctor", doctor_id))
    return [
        WeekOfDoctor(monday, _hours(work & _week(table, monday)), _hours(free & _week(table, monday)))
        for monday in next_mondays()
    ]


def _hours(bits: int) -> float:
    return bits.bit_count() * CELL / 60


def _from_now(table: Timetable) -> int:
    first = max(0, cell_of(timezone.now()) - table.first)
    return run(first, max(0, table.cells - first))


def _week(table: Timetable, monday: date) -> int:
    zone = timezone.get_current_timezone()
    begins = cell_of(datetime.combine(monday, time(), zone)) - table.first
    ends = cell_of(datetime.combine(monday + timedelta(weeks=1), time(), zone)) - table.first
    first, last = max(0, begins), min(table.cells, ends)
    return run(first, last - first) if last > first else 0


def who_would_fit(doctor: Doctor, reach: Reach) -> QuerySet[VisitSummary]:
    """Who came to this doctor, or to another of his speciality, has not been for long, has nothing planned, and was not
    called lately; those who knew this doctor first, then by what they paid."""
    came = Appointment.objects.filter(patient=OuterRef("patient"), status=Status.COMPLETED)
    same = Q(doctor=doctor) | (Q(doctor__speciality=doctor.speciality) if doctor.speciality else Q())
    fitting = left_alone(sleepers(reach)).filter(Exists(came.filter(same)))
    known = fitting.annotate(knows_doctor=Exists(came.filter(doctor=doctor)))
    ordered: QuerySet[VisitSummary] = known.select_related("patient__home_branch").order_by(
        "-knows_doctor", F("paid").desc(nulls_last=True), "pk"
    )
    return ordered


def whom_to_call(doctor: Doctor, reach: Reach) -> list[VisitSummary]:
    """The first of those who would fit and may be called."""
    best = list(who_would_fit(doctor, reach)[: 4 * CALLED_AT_ONCE])
    allowed = who_may_be_called([each.pk for each in best])
    return [each for each in best if each.pk in allowed][:CALLED_AT_ONCE]


COLUMNS = (
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("knows", _("Knows the doctor"), ("knows_doctor",)),
    Column("last", _("Last visit"), ("last_at",), cell=lambda came: moment_cell(came.last_at)),
    Column("visits", _("Visits"), ("visits",), is_number=True, cell=lambda came: came.visits),
    Column("paid", _("Paid"), ("paid",), is_number=True, cell=lambda came: came.paid),
)


def fitting_listing(request: StaffRequest, access: Access, doctor: Doctor) -> Listing:
    return Listing(
        request,
        who_would_fit(doctor, access.reach("todos.oversee")),
        key="scheduling.fitting",
        columns=COLUMNS,
        sorted_by="-knows",
    )
