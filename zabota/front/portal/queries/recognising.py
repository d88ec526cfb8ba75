"""Whose card a typed name and phone belong to. Asked only after the limits have been passed; nothing of it is told."""

from dataclasses import dataclass

from django.utils import timezone

from zabota.core.patients.models import ContactPoint, Patient, PatientState, Relation
from zabota.core.patients.queries.contacting import is_minor
from zabota.core.patients.queries.contacts import value_index
from zabota.core.patients.queries.similar import SimilarPatient, similar_patients
from zabota.lib.person_names import PersonName, fold, is_same_given

#: From here on the card is taken; below, a person looks.
SURE = 0.9


@dataclass(frozen=True)
class Recognised:
    """The card, or None for a newcomer. `is_doubtful`: somebody should look whether there are two cards."""

    patient: Patient | None
    is_doubtful: bool


def recognised(phone: str, name: PersonName) -> Recognised:
    cards = Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False)
    similar = similar_patients(cards, _typed(phone, name))
    own = [each.patient for each in similar if _is_own(each, name)]
    return Recognised(own[0] if own else None, is_doubtful=len(own) > 1 or (not own and bool(similar)))


def recognised_by_mail(email: str, phone: str, name: PersonName) -> Recognised:
    """By the mailbox that was proved and the name. The phone proves nothing here, so a card is never found by it: who only
    knows somebody's number learns nothing of him. Where the phone or the name is known all the same, somebody should look."""
    on_mailbox = ContactPoint.objects.filter(value_index=value_index(email)).values("patient")
    cards = Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False)
    own = [each for each in cards.filter(pk__in=on_mailbox) if _is_named(each, name)]
    if len(own) == 1:
        return Recognised(own[0], is_doubtful=False)
    return Recognised(None, is_doubtful=bool(own or similar_patients(cards, _typed(phone, name))))


def _typed(phone: str, name: PersonName) -> dict[str, str]:
    return {"surname": name.surname, "given": name.given, "patronymic": name.patronymic, "phone": phone}


def _is_named(patient: Patient, name: PersonName) -> bool:
    return is_same_given(patient.given, name.given) and fold(name.surname) in ("", fold(patient.surname))


def _is_own(found: SimilarPatient, name: PersonName) -> bool:
    """On this phone, and by this name; a first name alone is enough among those who share the phone."""
    if not found.shares_phone:
        return False
    is_called_so = not name.surname and is_same_given(found.patient.given, name.given)
    return is_called_so or found.probability >= SURE


def owner_of_phone(phone: str, *, besides: Patient) -> Patient | None:
    """The grown-up whose own number this is, if the cards name exactly one."""
    own = ContactPoint.objects.filter(
        value_index=value_index(phone), belongs_to="", patient__state=PatientState.ACTIVE, patient__is_deceased=False
    )
    owners = {contact.patient for contact in own.exclude(patient=besides).select_related("patient")}
    grown = [each for each in owners if not is_minor(each.birth_date, each.birth_year, timezone.localdate())]
    return grown[0] if len(grown) == 1 else None


def are_related(patient: Patient, other: Patient) -> bool:
    return Relation.objects.filter(patient=patient, relative=other).exists()
