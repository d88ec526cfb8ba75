"""Names of people: split, cased, compared, spoken to (R196).

`split_name` and `name_of_parts` read any writing; `is_same_given` knows that Олена is Елена and Лёша is Алексей;
`fold` is the writing for comparing and searching.
"""

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
from zabota.lib.person_names.splitting import PersonName, detect_sex, is_patronymic, name_of_parts, split_name
from zabota.lib.person_names.transliteration import Table, is_latin, to_cyrillic, to_latin

__all__ = [
    "GivenName",
    "PersonName",
    "Sex",
    "Table",
    "detect_sex",
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
    "other_layouts",
    "sex_of_given",
    "split_name",
    "to_cyrillic",
    "to_latin",
]
