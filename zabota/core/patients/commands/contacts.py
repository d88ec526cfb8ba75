"""Phones, addresses and messengers of a card."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.events.commands import record
from zabota.core.patients.commands.mentions import keep_own_mention
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import (
    ContactAdded,
    ContactChanged,
    ContactConfirmed,
    ContactFlagged,
    ContactRemoved,
)
from zabota.core.patients.models import ContactKind, ContactPoint, ContactState, Patient
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.contacts import contact_right, tail_index, value_index
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import Actor
from zabota.lib.emails import parse_emails
from zabota.lib.errors import Refused
from zabota.lib.phones import parse_phones

_MESSENGER_NAME = re.compile(r"@?[\w.\-]{2,64}")


class NotAContact(Refused):
    """What was written is no number or address of this kind."""


class NoRightToContact(Refused):
    """Neither a reason was given nor does the day's work require the number."""


def normalised(kind: str, text: str) -> str:
    """The value as it is kept: E.164, lower-case address, name of a messenger. Raises NotAContact in words."""
    if kind == ContactKind.EMAIL:
        emails = parse_emails(text)
        if len(emails) == 1 and emails[0].is_valid:
            return emails[0].address
        raise NotAContact(_("This is not an e-mail address."), field="value")
    phones = [phone for phone in parse_phones(text, the_practice().country) if phone.is_complete]
    if phones:
        return phones[0].e164
    if kind != ContactKind.PHONE and _MESSENGER_NAME.fullmatch(text.strip()):
        return text.strip().lower()
    raise NotAContact(_("The number is not complete: write it with the code."), field="value")


@transaction.atomic
def add_contact(
    *,
    patient: Patient,
    kind: str,
    value: str,
    by: Actor,
    belongs_to: str = "",
    note: str = "",
    is_preferred: bool = False,
) -> ContactPoint:
    """Add a contact in any writing. The same value again changes nothing and returns what is there."""
    patient = locked(patient)
    clean = normalised(kind, value)
    known = patient.contacts.filter(kind=kind, value_index=value_index(clean)).first()
    if known is not None:
        return known
    contact = ContactPoint(
        patient=patient,
        kind=kind,
        value=clean,
        value_index=value_index(clean),
        tail_index=tail_index(kind, clean),
        belongs_to=belongs_to.strip(),
        note=note.strip(),
        position=patient.contacts.count(),
    )
    contact.save(force_insert=True)
    if is_preferred:
        _prefer(contact)
    keep_own_mention(patient)
    refresh_completeness([patient.pk])
    record(ContactAdded(patient_id=patient.pk, contact_id=str(contact.pk), contact_kind=kind), by=by)
    return contact


@transaction.atomic
def change_contact(*, contact: ContactPoint, by: Actor, **fields: Any) -> list[str]:
    """Change `value`, `belongs_to`, `note` or `is_preferred`; returns what changed. A new value is not yet checked."""
    contact = _held(contact)
    if "value" in fields:
        fields["value"] = normalised(contact.kind, fields["value"])
    changed = sorted(name for name, value in fields.items() if getattr(contact, name) != value)
    if not changed:
        return []
    for name in changed:
        setattr(contact, name, fields[name])
    if "value" in changed:
        _take_new_value(contact)
    contact.save()
    if contact.is_preferred and "is_preferred" in changed:
        _prefer(contact)
    keep_own_mention(contact.patient)
    record(ContactChanged(patient_id=contact.patient_id, contact_id=str(contact.pk), fields=changed), by=by)
    return changed


def _take_new_value(contact: ContactPoint) -> None:
    contact.value_index = value_index(contact.value)
    contact.tail_index = tail_index(contact.kind, contact.value)
    contact.state, contact.verified_on = ContactState.UNCHECKED, None
    twins = ContactPoint.objects.filter(
        patient_id=contact.patient_id, kind=contact.kind, value_index=contact.value_index
    ).exclude(pk=contact.pk)
    if twins.exists():
        raise NotAContact(_("The card has this contact already."), field="value")


def _prefer(contact: ContactPoint) -> None:
    others = ContactPoint.objects.filter(patient_id=contact.patient_id, is_preferred=True).exclude(pk=contact.pk)
    others.update(is_preferred=False)
    ContactPoint.objects.filter(pk=contact.pk).update(is_preferred=True)
    contact.is_preferred = True


def _held(contact: ContactPoint) -> ContactPoint:
    locked(contact.patient)
    return ContactPoint.objects.get(pk=contact.pk)


@transaction.atomic
def confirm_contact(*, contact: ContactPoint, by: Actor) -> None:
    """The person said that the contact is right (R027)."""
    contact = _held(contact)
    today = timezone.localdate()
    contact.state, contact.verified_on = ContactState.VERIFIED, today
    contact.save(update_fields=["state", "verified_on"])
    Patient.objects.filter(pk=contact.patient_id).update(checked_on=today)
    record(ContactConfirmed(patient_id=contact.patient_id, contact_id=str(contact.pk)), by=by)


@transaction.atomic
def flag_stale(*, contact: ContactPoint, by: Actor, is_wrong: bool = False) -> None:
    """The contact must be checked, or is plainly somebody else's (`is_wrong`): it goes to the data steward's queue."""
    contact = _held(contact)
    state = ContactState.WRONG if is_wrong else ContactState.STALE
    if contact.state == state:
        return
    contact.state = state
    contact.save(update_fields=["state"])
    record(ContactFlagged(patient_id=contact.patient_id, contact_id=str(contact.pk), state=state), by=by)


@transaction.atomic
def take_back_flag(*, contact: ContactPoint, state: str, by: Actor) -> None:
    """The flag was a mistake of a moment ago: the contact has again the state that it had before."""
    contact = _held(contact)
    contact.state = ContactState(state)
    contact.save(update_fields=["state"])
    record(ContactFlagged(patient_id=contact.patient_id, contact_id=str(contact.pk), state=state), by=by)


@transaction.atomic
def remove_contact(*, contact: ContactPoint, by: Actor) -> None:
    contact = _held(contact)
    patient, contact_id = contact.patient, str(contact.pk)
    contact.delete()
    keep_own_mention(patient)
    refresh_completeness([patient.pk])
    record(ContactRemoved(patient_id=patient.pk, contact_id=contact_id), by=by)


@transaction.atomic
def reveal_contact(*, contact: ContactPoint, access: Access, reason: str = "") -> str:
    """The one number or address in clear, against a reason or a right that the day's work gives; audited.

    Raises NoRightToContact. The desk needs no reason for whoever comes from yesterday to a week ahead.
    """
    right = contact_right(access, contact.patient)
    if right is None:
        raise NoRightToContact(_("You may not see this contact: ask the director for the right."))
    if right == "reason" and len(reason.strip()) < 3:
        raise NoRightToContact(_("Say what you need the contact for."), field="reason")
    keep_audit(
        Action.REVEAL,
        by=access.actor,
        object_type="patients.contact",
        object_id=contact.pk,
        patient_id=contact.patient_id,
        fields=["value"],
        reason="" if reason.strip() else right,
        words=reason.strip()[:300],
    )
    return str(contact.value)
