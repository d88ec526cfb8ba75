"""Contacts as screens may show them, masked; and the blind indexes by which they are found."""

import re
from dataclasses import dataclass
from datetime import date

from zabota.base.accounts.access import Access
from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.models import ContactKind, ContactPoint, ContactState, Patient
from zabota.core.patients.registry import contact_rights
from zabota.lib.emails import MaskedEmail
from zabota.lib.masked import MaskedText
from zabota.lib.phones import MaskedPhone


def value_index(value: str) -> bytes:
    """The blind index of a normalised value: E.164, lower-case address."""
    return blind_index(value, label="patients.contact.value")


def tail_index(kind: str, value: str) -> bytes | None:
    """The blind index of a number's last four digits; other values have no tail."""
    digits = re.sub(r"\D", "", value) if kind == ContactKind.PHONE or value.startswith("+") else ""
    return tail_index_of(digits[-4:]) if len(digits) >= 7 else None


def tail_index_of(four_digits: str) -> bytes:
    return blind_index(four_digits, label="patients.contact.tail")


class MaskedTornNumber(MaskedText):
    """A number that lacks digits: prints its last two."""

    __slots__ = ()

    def mask(self) -> str:
        return f"••• {self._clear[-2:]}"


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
    if value.startswith("+"):
        return MaskedPhone(value)
    return MaskedTornNumber(value) if contact.kind == ContactKind.PHONE else MaskedName(value)


_DIGITS = re.compile(r"\d[\d\s().\-–+]{3,}\d")


def without_numbers(text: str) -> str:
    """Free words about a contact, in which nobody reads a number past the mask."""
    return _DIGITS.sub("•••", text)


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
            without_numbers(str(each.note)),
        )
        for each in contacts
    ]


def contact_right(access: Access, patient: Patient) -> str | None:
    """By what the person may see a number of this card: the key of a ContactRight, "reason" (he must give one), or None."""
    for right in contact_rights:
        if right.holds(access, patient):
            return right.key
    return "reason" if access.may("patients.reveal_contact") else None
