from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("scheduling.appointment_booked", _("Booked for a visit"))
@dataclass(frozen=True)
class AppointmentBooked:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.booking_taken_back", _("Booking taken back as entered by mistake"))
@dataclass(frozen=True)
class BookingTakenBack:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.entered_into_mis", _("Booking written into the MIS"))
@dataclass(frozen=True)
class AppointmentEnteredIntoMis:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.imported_appointments_removed", _("Imported appointments removed"), on_timeline=False)
@dataclass(frozen=True)
class ImportedAppointmentsRemoved:
    source: str
    removed: int


@event("scheduling.slot_held", _("Time held"), on_timeline=False)
@dataclass(frozen=True)
class SlotHeld:
    branch_id: int | None
    hold_id: int


@event("scheduling.hold_released", _("Held time given back"), on_timeline=False)
@dataclass(frozen=True)
class HoldReleased:
    branch_id: int | None
    hold_id: int


@event("scheduling.held_visit_accepted", _("Held booking confirmed by a call"))
@dataclass(frozen=True)
class HeldVisitAccepted:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.appointment_confirmed", _("Visit confirmed"))
@dataclass(frozen=True)
class AppointmentConfirmed:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.patient_arrived", _("Came to the clinic"))
@dataclass(frozen=True)
class PatientArrived:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.patient_called_in", _("Called into the room"))
@dataclass(frozen=True)
class PatientCalledIn:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.appointment_completed", _("Visit took place"))
@dataclass(frozen=True)
class AppointmentCompleted:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.patient_did_not_come", _("Did not come"))
@dataclass(frozen=True)
class PatientDidNotCome:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.appointment_cancelled", _("Visit cancelled"))
@dataclass(frozen=True)
class AppointmentCancelled:
    """With `is_spoken_for` another part of the same visit tells the patient."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    is_spoken_for: bool = False


@event("scheduling.prepayment_received", _("Prepayment received"))
@dataclass(frozen=True)
class PrepaymentReceived:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.prepayment_waived", _("Booked without the prepayment that the rules ask for"))
@dataclass(frozen=True)
class PrepaymentWaived:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.patient_accepted", _("Booked with a doctor who does not receive patients of this age or sex"))
@dataclass(frozen=True)
class PatientAccepted:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.booking_rules_changed", _("Rules of booking changed"), on_timeline=False)
@dataclass(frozen=True)
class BookingRulesChanged:
    fields: list[str]


@event("scheduling.appointment_moved", _("Visit moved to another time"))
@dataclass(frozen=True)
class AppointmentMoved:
    """`appointment_id` is the visit as it stands now, `was_id` the one that it was. With `is_spoken_for` another part of
    the same visit tells the patient."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    was_id: int
    is_spoken_for: bool = False


@event("scheduling.appointment_resized", _("Length of the visit changed"))
@dataclass(frozen=True)
class AppointmentResized:
    """`was` minutes before, 0 where it was not kept yet."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    minutes: int
    was: int = 0


@event("scheduling.payer_named", _("Who pays for the visit"))
@dataclass(frozen=True)
class PayerNamed:
    patient_id: int
    branch_id: int | None
    appointment_id: int
    payer: str


@event("scheduling.remote_link_changed", _("Link to the remote consultation"), on_timeline=False)
@dataclass(frozen=True)
class RemoteLinkChanged:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.visit_rehoused", _("The visit is in another room"), on_timeline=False)
@dataclass(frozen=True)
class VisitRehoused:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.step_taken_back", _("Step of the visit taken back"))
@dataclass(frozen=True)
class StepTakenBack:
    """`came` and `to` are statuses: from which the visit returned to which."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    came: str
    to: str


@event("scheduling.schedule_changed", _("Doctor's hours changed"), on_timeline=False)
@dataclass(frozen=True)
class ScheduleChanged:
    branch_id: int | None
    doctor_id: int


@event("scheduling.zone_rules_followed", _("Visits kept their hour under new rules of the zone"), on_timeline=False)
@dataclass(frozen=True)
class ZoneRulesFollowed:
    moved: int


@event("scheduling.leave_given", _("Doctor's leave entered"), on_timeline=False)
@dataclass(frozen=True)
class LeaveGiven:
    doctor_id: int
    leave_id: int


@event("scheduling.leave_taken_back", _("Doctor's leave taken back"), on_timeline=False)
@dataclass(frozen=True)
class LeaveTakenBack:
    doctor_id: int
    leave_id: int


@event("scheduling.doctor_rules_changed", _("Doctor's rules of booking changed"), on_timeline=False)
@dataclass(frozen=True)
class DoctorRulesChanged:
    doctor_id: int
    fields: list[str]


@event("scheduling.holidays_changed", _("Holidays changed"), on_timeline=False)
@dataclass(frozen=True)
class HolidaysChanged:
    """So many days more, or less below zero; `on` is the day that was given back, "2026-03-08"."""

    branch_id: int | None
    country: str
    days: int
    on: str = ""


@event("scheduling.place_changed", _("Room or device changed"), on_timeline=False)
@dataclass(frozen=True)
class PlaceChanged:
    branch_id: int | None
    place_id: int
    fields: list[str]


@event("scheduling.needs_changed", _("What a service needs changed"), on_timeline=False)
@dataclass(frozen=True)
class NeedsChanged:
    service_id: int


@event("scheduling.performers_changed", _("Who performs a service changed"), on_timeline=False)
@dataclass(frozen=True)
class PerformersChanged:
    service_id: int


@event("scheduling.doctor_called_away", _("Doctor called away"), on_timeline=False)
@dataclass(frozen=True)
class DoctorCalledAway:
    branch_id: int | None
    doctor_id: int
    block_id: int


@event("scheduling.next_step_asked", _("Next visit asked for"))
@dataclass(frozen=True)
class NextStepAsked:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.comment_written", _("Comment for the doctor written"))
@dataclass(frozen=True)
class CommentWritten:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.day_closed", _("Day closed"), on_timeline=False)
@dataclass(frozen=True)
class DayClosed:
    """`on` is the branch's day, "2026-03-12"."""

    branch_id: int | None
    on: str


@event("scheduling.day_reopened", _("Closed day opened again"), on_timeline=False)
@dataclass(frozen=True)
class DayReopened:
    branch_id: int | None
    on: str


@event("scheduling.time_closed", _("Time closed to booking"), on_timeline=False)
@dataclass(frozen=True)
class TimeClosed:
    branch_id: int | None
    block_id: int


@event("scheduling.time_opened", _("Closed time opened again"), on_timeline=False)
@dataclass(frozen=True)
class TimeOpened:
    block_id: int


@event("scheduling.absence_entered", _("Doctor does not come"), on_timeline=False)
@dataclass(frozen=True)
class AbsenceEntered:
    doctor_id: int
    absence_id: int


@event("scheduling.absence_taken_back", _("Doctor comes after all"), on_timeline=False)
@dataclass(frozen=True)
class AbsenceTakenBack:
    doctor_id: int
    absence_id: int


@event("scheduling.visit_shelved", _("Visit waits for another time: the doctor does not come"))
@dataclass(frozen=True)
class VisitShelved:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.visit_left_on_shelf", _("Visit left at its time though the doctor does not come"))
@dataclass(frozen=True)
class VisitLeftOnShelf:
    patient_id: int
    branch_id: int | None
    appointment_id: int


@event("scheduling.appointment_shifted", _("Visit shifted with the doctor's day"))
@dataclass(frozen=True)
class AppointmentShifted:
    """By so many minutes, later, or earlier below zero."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    minutes: int


@event("scheduling.day_shifted", _("Doctor's day shifted"), on_timeline=False)
@dataclass(frozen=True)
class DayShifted:
    doctor_id: int
    minutes: int
    appointment_ids: list[int]


@event("scheduling.course_cancelled", _("Rest of the course cancelled"))
@dataclass(frozen=True)
class CourseCancelled:
    """`appointment_id` is the first session that is off, `cancelled` how many are."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    cancelled: int


@event("scheduling.chain_cancelled", _("Visit of several services cancelled"))
@dataclass(frozen=True)
class ChainCancelled:
    """`appointment_id` is the part from which the visit was cancelled, `cancelled` how many parts are off."""

    patient_id: int
    branch_id: int | None
    appointment_id: int
    cancelled: int


@event("scheduling.session_opened", _("Group session opened"))
@dataclass(frozen=True)
class GroupSessionOpened:
    branch_id: int | None
    session_id: int
    doctor_id: int


@event("scheduling.session_cancelled", _("Group session cancelled"))
@dataclass(frozen=True)
class GroupSessionCancelled:
    """`cancelled` are the patients who had a seat."""

    branch_id: int | None
    session_id: int
    doctor_id: int
    cancelled: int


@event("scheduling.put_on_waiting_list", _("Put on the waiting list"))
@dataclass(frozen=True)
class PutOnWaitingList:
    patient_id: int
    entry_id: int


@event("scheduling.waiting_wish_changed", _("Wish on the waiting list changed"))
@dataclass(frozen=True)
class WaitingWishChanged:
    patient_id: int
    entry_id: int
    fields: list[str]


@event("scheduling.taken_off_waiting_list", _("Taken off the waiting list"))
@dataclass(frozen=True)
class TakenOffWaitingList:
    patient_id: int
    entry_id: int


@event("scheduling.put_back_on_waiting_list", _("Put back on the waiting list"))
@dataclass(frozen=True)
class PutBackOnWaitingList:
    patient_id: int
    entry_id: int


@event("scheduling.waiting_expired", _("Waited until the last day"))
@dataclass(frozen=True)
class WaitingExpired:
    patient_id: int
    entry_id: int


@event("scheduling.time_freed", _("A freed time looks for a patient"), on_timeline=False)
@dataclass(frozen=True)
class TimeFreed:
    branch_id: int | None
    opening_id: int


@event("scheduling.time_offered", _("Was offered a freed time"))
@dataclass(frozen=True)
class TimeOffered:
    patient_id: int
    branch_id: int | None
    offer_id: int


@event("scheduling.offer_ended", _("Offer of a freed time ended"))
@dataclass(frozen=True)
class OfferEnded:
    """`state` is a code of `OfferState`."""

    patient_id: int
    branch_id: int | None
    offer_id: int
    state: str


@event("scheduling.opening_closed", _("A freed time stopped looking for a patient"), on_timeline=False)
@dataclass(frozen=True)
class OpeningClosed:
    """`state` is a code of `OpeningState`."""

    branch_id: int | None
    opening_id: int
    state: str


@event("scheduling.window_filling", _("Patients are called to fill empty hours"), on_timeline=False)
@dataclass(frozen=True)
class WindowFilling:
    doctor_id: int
    called: int
