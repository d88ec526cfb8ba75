"""The clinic's own rules and its branches."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zabota.base.events.commands import record
from zabota.core.practice.events import BranchChanged, BranchOpened, CallsDecided, RulesChanged
from zabota.core.practice.models import Branch, Practice
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class BranchNameIsTaken(Refused):
    def __init__(self) -> None:
        super().__init__(_("There is a branch of this name."), field="name")


@transaction.atomic
def change_practice(*, by: Actor, **values: Any) -> Practice:
    """Name, country, currency and the numbers of the call list; only what differs is recorded, by field name."""
    practice = Practice.objects.select_for_update().get(pk=the_practice().pk)
    changed = _apply(practice, values)
    if practice.sleeping_to_months <= practice.sleeping_from_months:
        raise Refused(_("The window must end later than it begins."), field="sleeping_to_months")
    if changed:
        practice.save(update_fields=changed)
        record(RulesChanged(fields=changed), by=by)
    return practice


@transaction.atomic
def allow_calls_without_consent(*, decided_by: str, decided_on: date, by: Actor) -> None:
    """A dated decision of a named person: patients may be called without a care reason or a consent."""
    if not decided_by.strip():
        raise Refused(_("Name the person who decides."), field="decided_by")
    change_practice(
        calls_without_consent_decided_by=decided_by.strip(), calls_without_consent_decided_on=decided_on, by=by
    )
    record(CallsDecided(is_allowed=True), by=by)


@transaction.atomic
def forbid_calls_without_consent(*, by: Actor) -> None:
    change_practice(calls_without_consent_decided_by="", calls_without_consent_decided_on=None, by=by)
    record(CallsDecided(is_allowed=False), by=by)


@transaction.atomic
def open_branch(*, by: Actor, **values: str) -> Branch:
    branch = Branch(**values)
    _save(branch)
    record(BranchOpened(branch_id=branch.pk), by=by)
    return branch


@transaction.atomic
def change_branch(*, branch: Branch, by: Actor, **values: Any) -> None:
    changed = _apply(branch, values)
    if changed:
        _save(branch)
        record(BranchChanged(branch_id=branch.pk, fields=changed), by=by)


def _apply(row: Any, values: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _save(branch: Branch) -> None:
    try:
        with transaction.atomic():
            branch.save()
    except IntegrityError as error:
        raise BranchNameIsTaken from error
