"""Open a card and change what stands on it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.mentions import keep_own_mention
from zabota.core.patients.events import PatientChanged, PatientDied, PatientRegistered
from zabota.core.patients.models import NameWord, Patient, PatientState
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.naming import name_key_of
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

#: What a person may write on a card; the rest is the program's own.
CARD_FIELDS = frozenset(
    [
        "surname",
        "given",
        "patronymic",
        "maiden_surname",
        "addressed_as",
        "sex",
        "birth_date",
        "birth_year",
        "card_number",
        "former_card_numbers",
        "paper_card_place",
        "home_branch",
        "doctor",
        "responsible",
        "reason_for_contact",
        "source",
        "city",
        "region",
        "street",
        "marital_status",
        "children_count",
        "income_band",
        "occupation",
        "language",
        "preferred_channel",
        "books_by",
        "call_from",
        "call_until",
    ]
)
NAMES = frozenset(("surname", "given", "patronymic", "maiden_surname"))


class NobodyIsNamed(Refused):
    """A card needs at least a surname or a first name."""


class CardNumberIsTaken(Refused):
    """Two cards never carry one number."""


class CardIsClosed(Refused):
    """The card was merged or erased; the survivor must be changed instead."""


@transaction.atomic
def register_patient(*, by: Actor, **fields: Any) -> Patient:
    """Open a card from the first contact on (R001). `fields` are those of CARD_FIELDS; contacts are added after.

    Raises NobodyIsNamed or CardNumberIsTaken. Likely duplicates are asked of `matching` before this is called.
    """
    patient = Patient(**_clean(fields))
    _check(patient)
    patient.name_key = name_key_of(patient)
    patient.save(force_insert=True)
    learn_name_words([patient.name_key])
    keep_own_mention(patient)
    refresh_completeness([patient.pk])
    record(PatientRegistered(patient_id=patient.pk, branch_id=patient.home_branch_id), by=by)
    return patient


@transaction.atomic
def change_patient(*, patient: Patient, by: Actor, **fields: Any) -> list[str]:
    """Write the given fields; returns the names of those that changed. Nothing changed: no event, no write."""
    patient = locked(patient)
    wanted = _clean(fields)
    changed = sorted(name for name, value in wanted.items() if getattr(patient, name) != value)
    if not changed:
        return []
    for name in changed:
        setattr(patient, name, wanted[name])
    _check(patient)
    save_card(patient, changed)
    record(PatientChanged(patient_id=patient.pk, fields=changed), by=by)
    return changed


@transaction.atomic
def record_death(*, patient: Patient, by: Actor, died_on: Any = None) -> None:
    """The person has died: nobody calls any more, and nothing else is lost."""
    patient = locked(patient)
    if patient.is_deceased and patient.deceased_on == (died_on or patient.deceased_on):
        return
    patient.is_deceased, patient.deceased_on = True, died_on or patient.deceased_on
    save_card(patient, ["is_deceased", "deceased_on"])
    record(PatientDied(patient_id=patient.pk), by=by)


@transaction.atomic
def take_back_death(*, patient: Patient, by: Actor) -> None:
    """Somebody erred: the person is alive."""
    patient = locked(patient)
    if not patient.is_deceased:
        return
    patient.is_deceased, patient.deceased_on = False, None
    save_card(patient, ["is_deceased", "deceased_on"])
    record(PatientChanged(patient_id=patient.pk, fields=["is_deceased"]), by=by)


def locked(patient: Patient) -> Patient:
    """The row as it stands, held until the end of the transaction. Raises CardIsClosed for merged and erased cards."""
    current = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    if current.state != PatientState.ACTIVE:
        raise CardIsClosed(_("This card is closed: it was merged into another one or erased."))
    return current


def save_card(patient: Patient, changed: Iterable[str]) -> None:
    changed = set(changed)
    if changed & NAMES:
        patient.name_key = name_key_of(patient)
        learn_name_words([patient.name_key])
        changed.add("name_key")
    patient.updated_at = timezone.now()
    patient.save(update_fields=[*changed, "updated_at"])
    keep_own_mention(patient)
    refresh_completeness([patient.pk])


def learn_name_words(name_keys: Iterable[str]) -> None:
    """Make the words of new names known to the search."""
    words = sorted({word[:100] for name_key in name_keys for word in name_key.split()})
    NameWord.objects.bulk_create([NameWord(word=word) for word in words], ignore_conflicts=True, batch_size=5000)


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - CARD_FIELDS
    if unknown:
        raise TypeError(f"no field of a card: {', '.join(sorted(unknown))}")
    cleaned: dict[str, Any] = {
        name: " ".join(value.split()) if name in NAMES else value for name, value in fields.items()
    }
    if "card_number" in cleaned:
        cleaned["card_number"] = (cleaned["card_number"] or "").strip() or None
    if cleaned.get("birth_date"):
        cleaned["birth_year"] = cleaned["birth_date"].year
    return cleaned


def _check(patient: Patient) -> None:
    if not (patient.surname or patient.given):
        raise NobodyIsNamed(_("Write at least the surname or the first name."), field="surname")
    if patient.birth_date and patient.birth_date > timezone.localdate():
        raise Refused(_("The date of birth lies in the future."), field="birth_date")
    holder = Patient.objects.filter(card_number=patient.card_number).exclude(pk=patient.pk).first()
    if patient.card_number and holder:
        raise CardNumberIsTaken(
            _("Card %(number)s belongs to another patient.") % {"number": patient.card_number}, field="card_number"
        )
