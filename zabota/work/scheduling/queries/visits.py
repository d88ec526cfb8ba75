"""What is known of a patient's visits, and the bookings that wait to be written into the MIS."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import StatedFact, StatedFactKind
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, CancelledBy, Status


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
    return (
        appointments_of(patient_ids).filter(status=Status.PLANNED, starts_at__gte=timezone.now()).order_by("starts_at")
    )


def planned_visits_hinder(patient_ids: Iterable[int]) -> str:
    """Why these cards cannot be erased now, as a sentence; "" where nothing is planned."""
    nearest = planned_visits(patient_ids).first()
    if nearest is None:
        return ""
    day = date_format(nearest.wall_day, "j E Y")
    return _("A visit is planned for %(day)s: cancel it or wait until it is over.") % {"day": day}


def completed_visits(patient_ids: Iterable[int]) -> QuerySet[Appointment]:
    return appointments_of(patient_ids).filter(status=Status.COMPLETED)


def last_visit(patient_ids: Iterable[int]) -> KnownDay | None:
    """The last completed visit; what a file states is used only where no appointments are known."""
    ids = list(patient_ids)
    visit = completed_visits(ids).first()
    return KnownDay(visit.wall_day) if visit else _stated_day(ids, StatedFactKind.LAST_VISIT)


def first_visit(patient_ids: Iterable[int]) -> KnownDay | None:
    ids = list(patient_ids)
    visit = completed_visits(ids).last()
    return KnownDay(visit.wall_day) if visit else _stated_day(ids, StatedFactKind.FIRST_VISIT)


def behaviour_of(patient_ids: Iterable[int]) -> Behaviour:
    ids = list(patient_ids)
    visits = list(completed_visits(ids))
    days = sorted({visit.wall_day for visit in visits})
    ended = _counts_of_ended(ids)
    interval = _usual_interval(days)
    last = last_visit(ids)
    late = sorted(visit.late_minutes for visit in visits if visit.late_minutes)
    return Behaviour(
        visits=len(visits),
        first=first_visit(ids),
        last=last,
        planned=planned_visits(ids).count(),
        visits_per_year=_per_year(days),
        usual_interval_days=interval,
        days_overdue=_days_overdue(last, interval),
        cancelled_by_patient=ended["cancelled"],
        no_shows=ended["no_shows"],
        missed_share=(ended["cancelled"] + ended["no_shows"]) / ended["all"] if ended["all"] else None,
        times_late=len(late),
        usual_minutes_late=round(median(late)) if late else None,
        paid=_paid(ids),
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


def _stated_day(patient_ids: list[int], kind: StatedFactKind) -> KnownDay | None:
    facts = StatedFact.objects.filter(patient_id__in=patient_ids, kind=kind, on__isnull=False)
    fact = facts.order_by("-on" if kind == StatedFactKind.LAST_VISIT else "on").first()
    return KnownDay(fact.on, fact.source, fact.stated_on) if fact and fact.on else None


def _counts_of_ended(patient_ids: list[int]) -> dict[str, int]:
    """Appointments that ended in a known way. What the clinic cancelled is not the patient's doing."""
    by_patient = Q(status=Status.CANCELLED) & ~Q(cancelled_by=CancelledBy.CLINIC)
    missed = Q(status=Status.NO_SHOW)
    return Appointment.objects.filter(patient_id__in=patient_ids).aggregate(
        all=Count("id", filter=by_patient | missed | Q(status=Status.COMPLETED)),
        cancelled=Count("id", filter=by_patient),
        no_shows=Count("id", filter=missed),
    )


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


def _paid(patient_ids: list[int]) -> Decimal | None:
    """Sums of completed visits; where no appointment is known, what the files state."""
    visits = Appointment.objects.filter(patient_id__in=patient_ids, status=Status.COMPLETED)
    if visits.exists():
        paid: Decimal | None = visits.aggregate(paid=Sum("amount"))["paid"]
        return paid
    stated = StatedFact.objects.filter(patient_id__in=patient_ids, kind=StatedFactKind.TOTAL_PAID)
    return stated.order_by("-stated_on").values_list("amount", flat=True).first()


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
