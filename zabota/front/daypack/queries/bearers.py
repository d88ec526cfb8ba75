"""Whose card it is, of somebody who was only written down."""

from zabota.core.patients.models import ContactKind, Patient, PatientState
from zabota.core.patients.queries.contacts import value_index
from zabota.core.patients.queries.naming import name_words


def the_one_called(*, surname: str, given: str, patronymic: str, phone: str) -> Patient | None:
    """The only card with this phone (E.164) whose surname and first name are these; None where there is none, or several,
    or where the patronymic says that it is another: a mother and her daughter have one phone."""
    if not (phone and surname and given):
        return None
    cards = Patient.objects.filter(
        state=PatientState.ACTIVE, is_deceased=False, contacts__kind=ContactKind.PHONE,
        contacts__value_index=value_index(phone),
    )  # fmt: skip
    found = [each for each in cards.distinct() if _is_called(each, surname, given, patronymic)]
    return found[0] if len(found) == 1 else None


def _is_called(card: Patient, surname: str, given: str, patronymic: str) -> bool:
    same = name_words(card.surname, card.given) == name_words(surname, given)
    return same and (not card.patronymic or not patronymic or name_words(card.patronymic) == name_words(patronymic))
