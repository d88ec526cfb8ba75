from zabota.work.scheduling.models.absences import Absence, ShelfState, ShelvedVisit
from zabota.work.scheduling.models.appointments import (
    AHEAD,
    FOLLOWS,
    INSIDE,
    Appointment,
    CancelledBy,
    Payer,
    Status,
    VisitKind,
)
from zabota.work.scheduling.models.booking_rules import BookingRules
from zabota.work.scheduling.models.closed_days import ClosedDay
from zabota.work.scheduling.models.next_steps import NextStep
from zabota.work.scheduling.models.occupancy import Block, BlockReason, Hold, HoldPurpose, HoldState, Occupancy, Touched
from zabota.work.scheduling.models.resources import Performer, Resource, ResourceType, ServiceNeed
from zabota.work.scheduling.models.schedules import DoctorRules, Holiday, Leave, Shift, Weeks, WorkPattern
from zabota.work.scheduling.models.summaries import VisitSummary

__all__ = [
    "AHEAD",
    "FOLLOWS",
    "INSIDE",
    "Absence",
    "Appointment",
    "Block",
    "BlockReason",
    "BookingRules",
    "CancelledBy",
    "ClosedDay",
    "DoctorRules",
    "Hold",
    "HoldPurpose",
    "HoldState",
    "Holiday",
    "Leave",
    "NextStep",
    "Occupancy",
    "Payer",
    "Performer",
    "Resource",
    "ResourceType",
    "ServiceNeed",
    "ShelfState",
    "ShelvedVisit",
    "Shift",
    "Status",
    "Touched",
    "VisitKind",
    "VisitSummary",
    "Weeks",
    "WorkPattern",
]
