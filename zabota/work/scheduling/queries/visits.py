"""What is known of a patient's visits, and the bookings that wait to be written into the MIS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import Patient, StatedFact, StatedFactKind
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import AHEAD, Appointment, CancelledBy, Status


@dataclass(frozen=True)
class KnownDay:
    """A day of a visit: from an appointment, or stated by a file (`source` and `stated_on` say by which and when)."""

    on: date
    source: str = ""
    stated_on: date | None = None

    @property
    def is_stated(self) -> bool:
        return self.stated_on is not None

    @property
    def days_ago(self) -> int:
        return (timezone.localdate() - self.on).days


@dataclass(frozen=True)
class SeenDoctor:
    doctor: Doctor
    visits: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Behaviour:
    """How a patient keeps his visits (R196, R200, R201). Shares are of appointments whose end is known, 0..1 or None.

    `usual_interval_days` is the median between visits on different days; `days_overdue` counts from the visit that
    this interval let expect.
    """

    visits: int
    first: KnownDay | None
    last: KnownDay | None
    planned: int
    visits_per_year: float | None
    usual_interval_days: int | None
    days_overdue: int | None
    cancelled_by_patient: int
    no_shows: int
    missed_share: float | None
    times_late: int
    usual_minutes_late: int | None
    paid: Decimal | None
    doctors: tuple[SeenDoctor, ...]


def appointments_of(patient_ids: Iterable[int]) -> QuerySet[Appointment]:
    """Every appointment of a card: pass all ids that were merged into it. Newest first."""
    return (
        Appointment.objects.filter(patient_id__in=list(patient_ids))
        .select_related("doctor", "service", "branch", "moved_to")
        .order_by("-starts_at", "-id")
    )


def planned_visits(patient_ids: Iterable[int]) -> QuerySet[Appointment]:
    """What is booked from now on, the nearest first."""
    return appointments_of(patient_ids).filter(status__in=AHEAD, starts_at__gte=timezone.now()).order_by("starts_at")


def planned_visits_hinder(patient_ids: Iterable[int]) -> str:
    """Why these cards cannot be erased now, as a sentence; "" where nothing is planned."""
    nearest = planned_visits(patient_ids).first()
    if nearest is None:
        return ""
    day = date_format(nearest.wall_day, "j E Y")
    return _("A visit is planned for %(day)s: cancel it or wait until it is over.") % {"day": day}


def last_visits(patient_ids: Iterable[int]) -> dict[int, KnownDay]:
    """The last completed visit of each, in one query; a file's word is taken only where no appointment is known."""
    own = Appointment.objects.filter(patient_id=OuterRef("pk"), status=Status.COMPLETED).order_by("-starts_at")
    told = StatedFact.objects.filter(patient_id=OuterRef("pk"), kind=StatedFactKind.LAST_VISIT, on__isnull=False)
    newest = told.order_by("-on")
    rows = Patient.objects.filter(pk__in=list(patient_ids)).values_list(
        "pk",
        Subquery(own.values("wall_start")[:1]),
        *(Subquery(newest.values(name)[:1]) for name in ("on", "source", "stated_on")),
    )
    known = {pk: KnownDay(date.fromisoformat(wall[:10])) for pk, wall, *_told in rows if wall}
    return known | {pk: KnownDay(*told) for pk, wall, *told in rows if not wall and told[0]}


def behaviour_of(patient_ids: Iterable[int]) -> Behaviour:
    ids = list(patient_ids)
    return behaviour_in(list(appointments_of(ids)), ids)


def behaviour_in(appointments: Sequence[Appointment], patient_ids: Sequence[int]) -> Behaviour:
    """The same from all appointments of a card, newest first, where they were read already."""
    visits = [each for each in appointments if each.status == Status.COMPLETED]
    stated = {} if visits else _stated(patient_ids)
    days = sorted({visit.wall_day for visit in visits})
    interval = _usual_interval(days)
    last = KnownDay(visits[0].wall_day) if visits else _stated_day(stated, StatedFactKind.LAST_VISIT)
    late = sorted(visit.late_minutes for visit in visits if visit.late_minutes)
    cancelled, no_shows = _missed(appointments)
    ended = len(visits) + cancelled + no_shows
    return Behaviour(
        visits=len(visits),
        first=KnownDay(visits[-1].wall_day) if visits else _stated_day(stated, StatedFactKind.FIRST_VISIT),
        last=last,
        planned=sum(each.status == Status.PLANNED and each.starts_at >= timezone.now() for each in appointments),
        visits_per_year=_per_year(days),
        usual_interval_days=interval,
        days_overdue=_days_overdue(last, interval),
        cancelled_by_patient=cancelled,
        no_shows=no_shows,
        missed_share=(cancelled + no_shows) / ended if ended else None,
        times_late=len(late),
        usual_minutes_late=round(median(late)) if late else None,
        paid=_paid(visits, stated),
        doctors=_doctors(visits),
    )


def bookings_for_mis(reach: Reach) -> QuerySet[Appointment]:
    """Bookings that nobody has written into the MIS yet, in the branches that the asker reaches; the nearest first."""
    waiting = Appointment.objects.filter(must_enter_into_mis=True).select_related(
        "patient", "doctor", "service", "branch"
    )
    return within(waiting, reach).order_by("starts_at", "id")


def entered_into_mis_lately(reach: Reach) -> QuerySet[Appointment]:
    """What was ticked off today, so that a wrong tick can be taken back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    entered = Appointment.objects.filter(entered_into_mis_at__gte=midnight).select_related("patient", "branch")
    return within(entered, reach).order_by("-entered_into_mis_at")


def within(appointments: QuerySet[Appointment], reach: Reach) -> QuerySet[Appointment]:
    """Those of the branches that a person reaches; what has no branch belongs to everybody who reaches any."""
    if reach.is_network:
        return appointments
    return appointments.filter(Q(branch_id__in=reach.branch_ids) | Q(branch_id=None))


def _stated(patient_ids: Sequence[int]) -> dict[str, list[StatedFact]]:
    """What files state of a card, by kind, the newest statement first."""
    found: dict[str, list[StatedFact]] = {}
    for fact in StatedFact.objects.filter(patient_id__in=patient_ids).order_by("-stated_on", "-id"):
        found.setdefault(fact.kind, []).append(fact)
    return found


def _stated_day(stated: dict[str, list[StatedFact]], kind: StatedFactKind) -> KnownDay | None:
    """The latest day of a last visit, the earliest of a first one."""
    dated = [(fact.on, fact) for fact in stated.get(kind, ()) if fact.on]
    if not dated:
        return None
    choose = max if kind == StatedFactKind.LAST_VISIT else min
    on, fact = choose(dated, key=lambda each: each[0])
    return KnownDay(on, fact.source, fact.stated_on)


def _missed(appointments: Sequence[Appointment]) -> tuple[int, int]:
    """How many the patient cancelled, and to how many he did not come. What the clinic cancelled is not his doing."""
    cancelled = sum(
        each.status == Status.CANCELLED and each.cancelled_by != CancelledBy.CLINIC for each in appointments
    )
    return cancelled, sum(each.status == Status.NO_SHOW for each in appointments)


def _usual_interval(days: list[date]) -> int | None:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return round(median(gaps)) if len(gaps) >= 2 else None


def _per_year(days: list[date]) -> float | None:
    """Visit days a year since the first one; None within the first half year, when the figure would say nothing."""
    known_for = (timezone.localdate() - days[0]).days if days else 0
    return len(days) * 365.25 / known_for if known_for > 182 else None


def _days_overdue(last: KnownDay | None, interval: int | None) -> int | None:
    if last is None or interval is None:
        return None
    return max(0, (timezone.localdate() - last.on).days - interval)


def _paid(visits: Sequence[Appointment], stated: dict[str, list[StatedFact]]) -> Decimal | None:
    """Sums of completed visits; where no appointment is known, what the files state."""
    sums = [visit.amount for visit in visits if visit.amount is not None]
    if visits:
        return sum(sums, Decimal(0)) if sums else None
    told = stated.get(StatedFactKind.TOTAL_PAID)
    return told[0].amount if told else None


def _doctors(visits: list[Appointment]) -> tuple[SeenDoctor, ...]:
    """Doctors by the number of visits, the most seen first (R201)."""
    seen: dict[int, list[Appointment]] = {}
    for visit in visits:
        if visit.doctor_id is not None:
            seen.setdefault(visit.doctor_id, []).append(visit)
    doctors = [
        SeenDoctor(doctor, len(rows), min(each.wall_day for each in rows), max(each.wall_day for each in rows))
        for rows in seen.values()
        if (doctor := rows[0].doctor) is not None
    ]
    return tuple(sorted(doctors, key=lambda each: (-each.visits, each.doctor.surname)))
