"""A patient books himself: hold a time, say who comes, and the visit is booked, or held until the desk has called."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.front.portal.commands.cards import ONLINE, card_of, keep_consent, relate_to_booker
from zabota.front.portal.commands.limits import (
    holder_of,
    refuse_hoarding,
    refuse_many_bookings,
    refuse_many_mailed,
    refuse_many_unproved,
)
from zabota.front.portal.models import ConsentText, OnlineBooking
from zabota.front.portal.queries.offering import slot_on_offer, who_is_asked_for
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.rules import PATIENT
from zabota.outreach.todos.commands.todos import add_todo
from zabota.work.scheduling.commands import (
    AnotherRequest,
    HoldIsOver,
    TimeIsTaken,
    Wanted,
    book_held,
    hold_slot,
    move,
    release_hold,
)
from zabota.work.scheduling.commands.holding import ONLINE_HOLD
from zabota.work.scheduling.models import Appointment, Hold, HoldPurpose, VisitKind
from zabota.work.scheduling.queries import booking_rules
from zabota.work.scheduling.queries.prepayment import prepayment_deadline, prepayment_of, prepayment_rule_for
from zabota.work.scheduling.queries.wording import wall_in_words

#: The desk calls a patient who could not prove his phone.
CALL_WITHIN = timedelta(hours=1)
LOOK_WITHIN = timedelta(days=1)


def hold_online(*, service: Service, slot: str, address: str, instead: Hold | None = None) -> Hold:
    """Keep the chosen time for ten minutes; a time held before by the same visitor is given back first.

    Raises TimeIsTaken, TooManyBookings.
    """
    if instead is not None:
        release_hold(hold=instead, by=PATIENT)
    return _hold(wanted_on_offer(service, slot), holder_of(address))


@transaction.atomic
def _hold(wanted: Wanted, holder: str) -> Hold:
    refuse_hoarding(holder, wanted.wall.date())
    until = timezone.now() + ONLINE_HOLD
    return hold_slot(wanted=wanted, purpose=HoldPurpose.ONLINE, until=until, holder=holder, by=PATIENT)


def wanted_on_offer(service: Service, slot: str, patient: Patient | None = None) -> Wanted:
    """The time that a form names, as it is offered now, to a known patient or to anybody. Raises TimeIsTaken."""
    free = slot_on_offer(service, slot, patient)
    if free is None:
        raise TimeIsTaken(_("This time has just been taken. Choose another one."))
    doctor, branch = Doctor.objects.get(pk=free.doctor_id), Branch.objects.get(pk=free.branch_id)
    return Wanted(doctor, branch, free.starts_at, free.minutes, service, VisitKind.ONLINE)


def book_online(
    *, hold: Hold, visitor: Visitor, trail: Trail, consent: ConsentText, is_confirmed: bool
) -> OnlineBooking:
    """Book the held time under the text of consent that was shown. `is_confirmed`: the phone was proved by a code; else the
    visit is held and the desk calls.

    The same request again answers with the booking that it made (F20). A phone that the clinic knows and one that it
    does not are answered alike; so, until the desk has called, is one whose card says that the doctor does not receive
    him. Raises HoldIsOver, TooManyBookings, AnotherRequest, PatientIsNotAccepted.
    """
    try:
        return booked_already(hold, visitor) or book_hold(hold, visitor, trail, consent, is_confirmed)
    except HoldIsOver:
        made_meanwhile = booked_already(hold, visitor)
        if made_meanwhile is None:
            raise
        return made_meanwhile


def booked_already(hold: Hold, visitor: Visitor) -> OnlineBooking | None:
    """What the same request made before, or None. Raises AnotherRequest."""
    known = OnlineBooking.objects.select_related("appointment").filter(hold=hold).first()
    if known is not None and bytes(known.typed_index) != visitor.typed_index:
        raise AnotherRequest(_("This time is booked already, for another name or phone. Choose a time anew."))
    return known


@transaction.atomic
def book_hold(
    hold: Hold, visitor: Visitor, trail: Trail, consent: ConsentText | None, is_confirmed: bool
) -> OnlineBooking:
    """The booking itself, of a time that is held. A platform asks its patients for their consent itself."""
    refuse_many_bookings(visitor.phone_index)
    on = date.fromisoformat(hold.wall_start[:10])
    if visitor.mail_index:
        refuse_many_mailed(visitor.mail_index, on)
    if not is_confirmed:
        refuse_many_unproved(on)
    card = card_of(visitor, branch=hold.branch, trail=trail)
    patient = card.patient
    terms = {} if is_confirmed else _terms_until_the_call(patient, hold)
    visit = book_held(hold=hold, patient=patient, booked_by=ONLINE, by=PATIENT, **terms)
    booking = OnlineBooking.objects.create(
        hold=hold, appointment=visit, phone_index=visitor.phone_index, typed_index=visitor.typed_index,
        mail_index=visitor.mail_index, is_confirmed=is_confirmed, consent=consent, **trail.origin,
    )  # fmt: skip
    if is_confirmed:
        relate_to_booker(patient, visitor)
    if consent is not None:
        keep_consent(patient, consent, evidence=f"online booking {visit.public_id}", is_confirmed=is_confirmed)
    _tell_the_desk(visit, is_confirmed=is_confirmed, is_doubtful=card.is_doubtful)
    return booking


def _terms_until_the_call(patient: Patient, hold: Hold) -> dict[str, Any]:
    """Held like for a prepayment; the sum is written down where the clinic's rules ask this patient for one. Whom the doctor
    does not receive, by the card, is held too: nobody who did not prove his phone is told what a card says."""
    rules = booking_rules()
    amount: Decimal | None = None
    if patient.pk in prepayment_rule_for([patient.pk]):
        amount = prepayment_of(
            rules, service=hold.service, doctor=hold.doctor, branch=hold.branch, starts_at=hold.starts_at
        )
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("booked online: ask in the call whether the doctor receives him")
    held_until = prepayment_deadline(rules, hold.starts_at)
    return {"held_until": held_until, "prepayment": amount, "accepted_reason": reason}


def _tell_the_desk(visit: Appointment, *, is_confirmed: bool, is_doubtful: bool) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        if not is_confirmed:
            _add_todo(visit, _("Booked online: call and confirm the visit of %(wall)s"), CALL_WITHIN)
        elif visit.held_until is not None:
            _add_todo(visit, _("Booked online, waits for a prepayment: the visit of %(wall)s"), CALL_WITHIN)
        if is_doubtful:
            _add_todo(visit, _("Booked online on %(wall)s: look whether this patient has another card"), LOOK_WITHIN)


def _add_todo(visit: Appointment, title: str, within: timedelta) -> None:
    due_at = min(timezone.now() + within, visit.starts_at)
    add_todo(
        title=title % {"wall": wall_in_words(visit)}, patient=visit.patient, branch=visit.branch, role=Role.FRONT_DESK,
        due_at=due_at, by=PATIENT,
    )  # fmt: skip


def move_online(*, visit: Appointment, slot: str) -> Appointment:
    """Move one's own visit to a time that is offered online. Raises TimeIsTaken, NotNow."""
    assert visit.service is not None
    return move(appointment=visit, to=wanted_on_offer(visit.service, slot, who_is_asked_for(visit)), by=PATIENT)


def follow_visit(old: Appointment, new: Appointment) -> None:
    """A visit was moved, by whomever: what is known of its booking goes with it."""
    OnlineBooking.objects.filter(appointment=old).update(appointment=new)
