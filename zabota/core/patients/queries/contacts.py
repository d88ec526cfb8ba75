"""Contacts as screens may show them: masked."""

from dataclasses import dataclass
from datetime import date

from zabota.base.accounts.access import Access
from zabota.core.patients.models import ContactKind, ContactPoint, ContactState, Patient
from zabota.core.patients.registry import contact_rights
from zabota.lib.emails import MaskedEmail
from zabota.lib.masked import MaskedText
from zabota.lib.phones import MaskedPhone


class MaskedName(MaskedText):
    """A name in a messenger: prints its first letter only."""

    __slots__ = ()

    def mask(self) -> str:
        return f"{self._clear[:1]}•••" if self._clear else ""


@dataclass(frozen=True)
class ShownContact:
    """A contact on a screen. `value` prints as a mask."""

    id: object
    kind: str
    kind_title: str
    value: MaskedText
    belongs_to: str
    state: str
    state_title: str
    is_preferred: bool
    verified_on: date | None
    note: str


def masked(contact: ContactPoint) -> MaskedText:
    """The contact's value in a wrapping that prints as a mask: phones, addresses and messenger names alike."""
    value = str(contact.value)
    if contact.kind == ContactKind.EMAIL:
        return MaskedEmail(value)
    if contact.kind == ContactKind.PHONE or value.startswith("+"):
        return MaskedPhone(value)
    return MaskedName(value)


def shown_contacts(patient: Patient) -> list[ShownContact]:
    """The card's contacts, the preferred one first, wrong ones last."""
    contacts = sorted(
        patient.contacts.all(),
        key=lambda each: (each.state == ContactState.WRONG, not each.is_preferred, each.position),
    )
    return [
        ShownContact(
            each.pk,
            each.kind,
            each.get_kind_display(),
            masked(each),
            each.belongs_to,
            each.state,
            each.get_state_display(),
            each.is_preferred,
            each.verified_on,
            str(each.note),
        )
        for each in contacts
    ]


def contact_right(access: Access, patient: Patient) -> str | None:
    """By what the person may see a number of this card: the key of a ContactRight, "reason" (he must give one), or None."""
    for right in contact_rights:
        if right.holds(access, patient):
            return right.key
    return "reason" if access.may("patients.reveal_contact") else None
