"""The waiting list: put a wish on it, change it, take it off, and let go of those whose last day has passed."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import (
    PutBackOnWaitingList,
    PutOnWaitingList,
    TakenOffWaitingList,
    WaitingExpired,
    WaitingWishChanged,
)
from zabota.work.scheduling.models import AHEAD, ON_THE_LIST, Appointment, AskedBy, Urgency, WaitingEntry, WaitState

#: How long a wish is kept where nobody says until when.
KEPT_FOR = timedelta(days=60)
WAITS_ONCE = "scheduling_waits_once"


class WishIsUnclear(Refused):
    """A wish that no time could ever fit, or one without what is wished."""


class AlreadyWaits(Refused):
    """The same wish of the same patient is on the list."""


class NotOnTheList(Refused):
    """The wish was fulfilled, taken off or let go meanwhile."""


@dataclass(frozen=True)
class WishedVisit:
    """What a patient waits for; what is empty means any. `weekdays` count from 0 = Monday, hours are wall times of the
    branch, `valid_until` is the last day on which the wish is kept. With `earlier_than` that visit is to be moved."""

    service: Service | None = None
    speciality: str = ""
    doctor: Doctor | None = None
    branches: Collection[Branch] = ()
    weekdays: Collection[int] = ()
    hours_from: time | None = None
    hours_until: time | None = None
    earliest: date | None = None
    latest: date | None = None
    valid_until: date = field(default_factory=lambda: timezone.localdate() + KEPT_FOR)
    urgency: int = Urgency.ROUTINE
    earlier_than: Appointment | None = None
    asked_by: str = AskedBy.PATIENT
    note: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """All but the branches, which are rows of their own."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "branches"}
        return {**values, "weekdays": sorted(set(self.weekdays)), "note": self.note.strip()}


@transaction.atomic
def put_on_waiting_list(*, patient: Patient, wish: WishedVisit, by: Actor) -> WaitingEntry:
    """Keep a wish that no free time fitted. Raises WishIsUnclear, AlreadyWaits."""
    if patient.state != PatientState.ACTIVE or patient.is_deceased:
        raise WishIsUnclear(_("This card is closed: nobody can wait on it."))
    _refuse_an_unclear_wish(patient, wish)
    entry = WaitingEntry(patient=patient, created_by_id=by.user_id, **wish.columns)
    _save_once(entry)
    entry.branches.set(wish.branches)
    record(PutOnWaitingList(patient.pk, entry.pk), by=by)
    return entry


@transaction.atomic
def change_wish(*, entry: WaitingEntry, wish: WishedVisit, by: Actor) -> WaitingEntry:
    """Write the wish anew; whoever waits keeps his place. Raises NotOnTheList, WishIsUnclear, AlreadyWaits."""
    current = _waiting(entry)
    _refuse_an_unclear_wish(current.patient, wish)
    changed = [name for name, value in wish.columns.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, wish.columns[name])
    if set(current.branches.all()) != set(wish.branches):
        current.branches.set(wish.branches)
        changed.append("branches")
    if changed:
        _save_once(current)
        record(WaitingWishChanged(current.patient_id, current.pk, changed), by=by)
    return current


@transaction.atomic
def take_off_waiting_list(*, entry: WaitingEntry, by: Actor) -> WaitingEntry:
    """The patient does not wait any more. A time that he has been offered stays his until he answers. Raises NotOnTheList."""
    current = end_waiting(entry, WaitState.WITHDRAWN)
    record(TakenOffWaitingList(current.patient_id, current.pk), by=by)
    return current


@transaction.atomic
def put_back_on_waiting_list(*, entry: WaitingEntry, by: Actor) -> WaitingEntry:
    """Undo taking off: with the old place in the queue. Raises NotOnTheList, AlreadyWaits."""
    current = WaitingEntry.objects.select_for_update().get(pk=entry.pk)
    if current.state != WaitState.WITHDRAWN:
        raise NotOnTheList(_("This wish was not taken off the list."))
    current.state, current.ended_at = WaitState.WAITING, None
    _save_once(current)
    record(PutBackOnWaitingList(current.patient_id, current.pk), by=by)
    return current


@transaction.atomic
def expire_waiting(*, by: Actor) -> int:
    """Let go of wishes whose last day has passed, and of those whose visit is not ahead any more; returns how many."""
    today = timezone.localdate()
    is_over = Q(valid_until__lt=today) | Q(latest__lt=today)
    has_no_visit = Q(earlier_than__isnull=False) & ~Q(earlier_than__status__in=AHEAD)
    waiting = WaitingEntry.objects.filter(is_over | has_no_visit, state=WaitState.WAITING)
    due = list(waiting.select_for_update(skip_locked=True, of=("self",)))
    for entry in due:
        end_waiting(entry, WaitState.EXPIRED)
        record(WaitingExpired(entry.patient_id, entry.pk), by=by)
    return len(due)


def end_waiting(entry: WaitingEntry, state: str, *, visit: Appointment | None = None) -> WaitingEntry:
    """The wish ends as `state`, with the visit that came of it. Raises NotOnTheList."""
    current = _waiting(entry)
    current.state, current.ended_at, current.visit = state, timezone.now(), visit
    current.save(update_fields=["state", "ended_at", "visit"])
    return current


def _waiting(entry: WaitingEntry) -> WaitingEntry:
    current = WaitingEntry.objects.select_for_update(of=("self",)).select_related("patient").get(pk=entry.pk)
    if current.state not in ON_THE_LIST:
        raise NotOnTheList(_("This wish is not on the waiting list any more."))
    return current


def _save_once(entry: WaitingEntry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        if WAITS_ONCE not in str(error):
            raise
        raise AlreadyWaits(_("This patient waits for it already."), field="service") from None


def _refuse_an_unclear_wish(patient: Patient, wish: WishedVisit) -> None:
    today = timezone.localdate()
    if wish.service is None and not wish.speciality:
        raise WishIsUnclear(_("Say which service or which speciality is wished."), field="service")
    if wish.latest and wish.latest < max(today, wish.earliest or today):
        raise WishIsUnclear(_("The last day that suits lies before the first one."), field="latest")
    if wish.valid_until < today:
        raise WishIsUnclear(_("This day has already passed."), field="valid_until")
    if wish.hours_from and wish.hours_until and wish.hours_until <= wish.hours_from:
        raise WishIsUnclear(_("The hours end before they begin."), field="hours_until")
    if wish.earlier_than is not None:
        _refuse_another_visit(patient, wish.earlier_than)


def _refuse_another_visit(patient: Patient, visit: Appointment) -> None:
    if visit.patient_id != patient.pk or visit.status not in AHEAD:
        raise WishIsUnclear(_("Only the patient's own visit that is still ahead can be moved."), field="earlier_than")
