from zabota.work.scheduling.models.absences import Absence, AbsenceCause, ShelfState, ShelvedVisit
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
from zabota.work.scheduling.models.requests import AnsweredRequest
from zabota.work.scheduling.models.resources import Performer, Resource, ResourceType, ServiceNeed
from zabota.work.scheduling.models.schedules import DoctorRules, Holiday, Leave, Shift, Weeks, WorkPattern
from zabota.work.scheduling.models.sessions import GroupSession
from zabota.work.scheduling.models.summaries import VisitSummary
from zabota.work.scheduling.models.waitlist import (
    ON_THE_LIST,
    AskedBy,
    Offer,
    OfferState,
    Opening,
    OpeningCause,
    OpeningState,
    Urgency,
    WaitingEntry,
    WaitState,
)

__all__ = [
    "AHEAD",
    "FOLLOWS",
    "INSIDE",
    "ON_THE_LIST",
    "Absence",
    "AbsenceCause",
    "AnsweredRequest",
    "Appointment",
    "AskedBy",
    "Block",
    "BlockReason",
    "BookingRules",
    "CancelledBy",
    "ClosedDay",
    "DoctorRules",
    "GroupSession",
    "Hold",
    "HoldPurpose",
    "HoldState",
    "Holiday",
    "Leave",
    "NextStep",
    "Occupancy",
    "Offer",
    "OfferState",
    "Opening",
    "OpeningCause",
    "OpeningState",
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
    "Urgency",
    "VisitKind",
    "VisitSummary",
    "WaitState",
    "WaitingEntry",
    "Weeks",
    "WorkPattern",
]
