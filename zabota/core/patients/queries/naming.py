"""How a person is called, found and greeted."""

import re
from datetime import date

from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.lib import person_names
from zabota.lib.person_names import PersonName, RussianCase, decline, fold

_WORD = re.compile(r"[^\W_]+")


def name_words(*parts: str) -> list[str]:
    """Folded words of names, in their order, each once: «Мамин-Сибиряк» gives two."""
    return list(dict.fromkeys(_WORD.findall(" ".join(fold(word) for part in parts for word in part.split()))))


def name_key_of(patient: Patient) -> str:
    """What search looks at: surname, first name, patronymic, former surname."""
    return " ".join(name_words(patient.surname, patient.given, patient.patronymic, patient.maiden_surname))


def address_form(patient: Patient) -> str:
    """How staff and messages address the person (R115): first name and patronymic, in Ukrainian by the vocative, or
    whatever the person prefers."""
    if patient.addressed_as:
        return patient.addressed_as
    return person_names.address_form(
        patient.given, patient.patronymic, language=patient.language or "ru", sex=_sex_of(patient)
    )


def name_in_case(patient: Patient, case: RussianCase) -> PersonName:
    """The parts of the name in a Russian case: "для Громовой Анны"."""
    return decline(PersonName(patient.surname, patient.given, patient.patronymic), case, _sex_of(patient))


def _sex_of(patient: Patient) -> person_names.Sex | None:
    return person_names.Sex(patient.sex) if patient.sex else None


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_of(patient: Patient, day: date | None = None) -> int | None:
    """Full years today (R194), of the dead on the day of death; by the year alone where no more is known."""
    day = (patient.deceased_on if patient.is_deceased else None) or day or timezone.localdate()
    if patient.birth_date:
        return age_on(patient.birth_date, day)
    return day.year - patient.birth_year if patient.birth_year else None
