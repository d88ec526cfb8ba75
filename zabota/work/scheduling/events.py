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
