"""What happens on the waiting list and with freed times."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


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
