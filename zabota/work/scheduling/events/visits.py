"""What happens to visits: booked, moved, come to, cancelled, and what is told of them."""

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
