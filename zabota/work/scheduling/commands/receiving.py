"""Whoever comes without a booking, and a doctor who is called away in the middle of the day."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.booking import book
from zabota.work.scheduling.commands.closing import new_block
from zabota.work.scheduling.commands.life import mark_arrived
from zabota.work.scheduling.commands.occupying import ACTIVE, Wanted, lock_days, release, retried
from zabota.work.scheduling.commands.requests import Request, made_before
from zabota.work.scheduling.events import DoctorCalledAway
from zabota.work.scheduling.models import Appointment, Block, BlockReason, Occupancy
from zabota.work.scheduling.models.appointments import WALK_IN
from zabota.work.scheduling.models.occupancy import AWAY_LANE
from zabota.work.scheduling.queries.acceptance import minutes_with
from zabota.work.scheduling.queries.walk_ins import free_soon

#: Seconds from one beginning of a visit to the next.
GRID = 300
SHORTEST_AWAY, LONGEST_AWAY = 5, 480


@retried
def receive_walk_in(
    *,
    patient: Patient,
    doctor: Doctor,
    branch: Branch,
    service: Service,
    reason: str,
    request_key: UUID | None = None,
    by: Actor,
) -> Appointment:
    """Somebody without a booking is at the desk (R182): he gets the doctor's free time of the next half hour, else a place
    in his live queue, over the schedule and with a reason. He is here, so no prepayment is asked. A repeated `request_key`
    answers with the visit that the first request made.

    Raises TimeIsTaken where no room or device is left, PatientCannotBeBooked, Refused without a reason for the queue.
    """
    request = Request.of(
        request_key, "receive_walk_in", patient=patient, doctor=doctor, branch=branch, service=service, reason=reason
    )  # fmt: skip
    if (known := request.answer()) is not None:
        return made_before(Appointment.objects.all(), known)
    wanted = _place(doctor, branch, service)
    visit = book(
        patient=patient, wanted=wanted, over_schedule_reason=reason if wanted.is_over_schedule else "",
        booked_by=WALK_IN, waived_reason=_("came to the clinic himself"), by=by,
    )  # fmt: skip
    request.keep(visit.pk)
    return mark_arrived(appointment=visit, by=by)


def _place(doctor: Doctor, branch: Branch, service: Service) -> Wanted:
    slot = free_soon(service, branch, [doctor.pk]).get(doctor.pk)
    if slot is not None:
        return Wanted(doctor, branch, slot.starts_at, slot.minutes, service)
    minutes = minutes_with(doctor, service)
    return Wanted(doctor, branch, _next_cell(timezone.now()), minutes, service, is_over_schedule=True)


def _next_cell(now: datetime) -> datetime:
    return datetime.fromtimestamp(-(-now.timestamp() // GRID) * GRID, now.tzinfo)


@retried
def call_away(*, doctor: Doctor, branch: Branch, minutes: int, reason: str, note: str = "", by: Actor) -> Block:
    """The doctor leaves for so many minutes from now. Nobody is booked into that time; visits that stand there stay, and
    the board tells whom to warn. Called away again, he is away from now on for the new number of minutes.
    """
    if not SHORTEST_AWAY <= minutes <= LONGEST_AWAY:
        raise Refused(_("From 5 minutes to 8 hours: for longer enter a leave."), field="minutes")
    if reason not in BlockReason.values:
        raise Refused(_("Say why the doctor is called away."), field="reason")
    since = timezone.now().replace(second=0, microsecond=0)
    during = DateTimeTZRange(since, since + timedelta(minutes=minutes))
    lock_days([(doctor.pk, moment.astimezone(branch.zone).date()) for moment in (during.lower, during.upper)])
    own = Occupancy.objects.filter(resource=Occupancy.Kind.DOCTOR, resource_id=doctor.pk, lane=AWAY_LANE)
    release(own.filter(state__in=ACTIVE, during__overlap=during))
    block = new_block(branch=branch, since=since, reason=reason, note=note, by=by)
    Occupancy.objects.create(
        block=block, resource=Occupancy.Kind.DOCTOR, resource_id=doctor.pk, lane=AWAY_LANE, during=during
    )
    record(DoctorCalledAway(branch.pk, doctor.pk, block.pk), by=by)
    return block
