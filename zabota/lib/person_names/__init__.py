"""Names of people: split, cased, compared, spoken to (R007).

`split_name` and `name_of_parts` read any writing; `is_same_given` knows that Олена is Елена and Лёша is Алексей;
`fold` is the writing for comparing and searching; `decline` and `address_form` put a name into a sentence.
"""

from zabota.lib.person_names.declension import RussianCase, address_form, decline, ukrainian_vocative
from zabota.lib.person_names.given_names import (
    GivenName,
    Sex,
    is_full_form,
    is_known_given,
    is_same_given,
    known_given_names,
    meanings_of,
    sex_of_given,
)
from zabota.lib.person_names.letters import fold, mend_look_alikes, other_layouts
from zabota.lib.person_names.native import native_name
from zabota.lib.person_names.patronymics import fathers_of, patronymic_key, patronymics_of
from zabota.lib.person_names.splitting import PersonName, detect_sex, is_patronymic, name_of_parts, split_name
from zabota.lib.person_names.transliteration import Table, is_latin, to_cyrillic, to_latin

__all__ = [
    "GivenName",
    "PersonName",
    "RussianCase",
    "Sex",
    "Table",
    "address_form",
    "decline",
    "detect_sex",
    "fathers_of",
    "fold",
    "is_full_form",
    "is_known_given",
    "is_latin",
    "is_patronymic",
    "is_same_given",
    "known_given_names",
    "meanings_of",
    "mend_look_alikes",
    "name_of_parts",
    "native_name",
    "other_layouts",
    "patronymic_key",
    "patronymics_of",
    "sex_of_given",
    "split_name",
    "to_cyrillic",
    "to_latin",
    "ukrainian_vocative",
]
