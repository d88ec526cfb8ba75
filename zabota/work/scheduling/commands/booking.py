"""Book a visit, and take the booking back while nobody has relied on it."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import AppointmentBooked, BookingTakenBack
from zabota.work.scheduling.models import Appointment, Occupancy, Status

#: A day without a time stands at noon, so that no zone moves it to another day.
NOON = time(12)
ONE_BOOKING_AT_A_TIME = "scheduling_no_double_booking"


class TimeIsTaken(Refused):
    pass


class TimeHasPassed(Refused):
    pass


class PatientCannotBeBooked(Refused):
    pass


@transaction.atomic
def book_planned_visit(
    *,
    patient: Patient,
    branch: Branch,
    on: date,
    at: time | None = None,
    doctor: Doctor | None = None,
    service: Service | None = None,
    minutes: int | None = None,
    booked_by: str = "",
    must_enter_into_mis: bool = True,
    by: Actor,
) -> Appointment:
    """Plan a visit on a day of the branch. The doctor's time is taken only where doctor and exact time are known.

    `booked_by` is the way of booking (a code of R199: "call", "desk"). Raises TimeIsTaken, TimeHasPassed,
    PatientCannotBeBooked.
    """
    _refuse_a_closed_card(patient)
    starts_at = datetime.combine(on, at or NOON, branch.zone)
    _refuse_the_past(on, at, starts_at)
    appointment = Appointment.objects.create(
        patient=patient,
        branch=branch,
        doctor=doctor,
        service=service,
        starts_at=starts_at,
        wall_start=wall_text(on, at),
        has_time=at is not None,
        minutes=minutes or (service.minutes if service else 30),
        booked_by=booked_by,
        must_enter_into_mis=must_enter_into_mis,
    )
    if doctor is not None and at is not None:
        _take_time_of(doctor, appointment)
    record(AppointmentBooked(patient.pk, branch.pk, appointment.pk), by=by)
    return appointment


@transaction.atomic
def take_back_booking(*, appointment: Appointment, by: Actor) -> None:
    """Remove a booking that was entered by mistake a moment ago: it was never true, so it leaves no cancellation."""
    locked = Appointment.objects.select_for_update().filter(pk=appointment.pk, status=Status.PLANNED).first()
    if locked is None or locked.entered_into_mis_at is not None:
        raise Refused(_("Somebody has already worked with this booking: cancel it instead."))
    record(BookingTakenBack(locked.patient_id, locked.branch_id, locked.pk), by=by)
    locked.delete()


def wall_text(on: date, at: time | None) -> str:
    return f"{on.isoformat()} {at:%H:%M}" if at else on.isoformat()


def _refuse_a_closed_card(patient: Patient) -> None:
    if patient.state != PatientState.ACTIVE or patient.is_deceased:
        raise PatientCannotBeBooked(_("This card is closed: nobody can be booked on it."))


def _refuse_the_past(on: date, at: time | None, starts_at: datetime) -> None:
    now = timezone.now()
    if at is None and on < now.astimezone(starts_at.tzinfo).date():
        raise TimeHasPassed(_("This day has already passed."), field="on")
    if at is not None and starts_at < now:
        raise TimeHasPassed(_("This time has already passed."), field="on")


def _take_time_of(doctor: Doctor, appointment: Appointment) -> None:
    ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes)
    try:
        with transaction.atomic():
            Occupancy.objects.create(
                appointment=appointment,
                resource=Occupancy.Resource.DOCTOR,
                resource_id=doctor.pk,
                during=DateTimeTZRange(appointment.starts_at, ends_at),
            )
    except IntegrityError as error:
        if ONE_BOOKING_AT_A_TIME not in str(error):
            raise
        raise TimeIsTaken(_taken_in_words(doctor, appointment), field="at") from None


def _taken_in_words(doctor: Doctor, appointment: Appointment) -> str:
    return _("%(doctor)s already has a patient on %(day)s at %(time)s. Choose another time.") % {
        "doctor": doctor.short_name,
        "day": date_format(appointment.wall_day, "j E"),
        "time": time_format(appointment.wall_time, "H:i") if appointment.wall_time else "",
    }
