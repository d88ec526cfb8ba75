"""What happens to hours, places and rules: who receives when, what is closed, and whom it leaves without a time."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("scheduling.booking_rules_changed", _("Rules of booking changed"), on_timeline=False)
@dataclass(frozen=True)
class BookingRulesChanged:
    fields: list[str]


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
