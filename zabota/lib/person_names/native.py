"""Names that somebody wrote in Latin letters, in their own again; foreign names stay as they are."""

from __future__ import annotations

import re

from zabota.lib.person_names.given_names import Sex, meanings_of, sex_of_given
from zabota.lib.person_names.splitting import PersonName, is_patronymic
from zabota.lib.person_names.transliteration import Table, is_latin, to_cyrillic, to_latin

_OF_EITHER = r"енко|ч[уе]к|юк|щук|ых|их"
_SURNAME_OF = {
    Sex.MALE: re.compile(rf"(?:[оеё]в|[иы]н|[сц]кий|{_OF_EITHER})$"),
    Sex.FEMALE: re.compile(rf"(?:[оеё]ва|[иы]на|[сц]кая|{_OF_EITHER})$"),
}
_PERHAPS_SOFT = re.compile(r"l(?=[nsmbtc])", re.I)
"""Where Latin letters may have lost a soft sign: Melnikova, Kovalchuk, Vasilchenko."""
_LAST_I = re.compile(r"(?:iy|ii|ij|yi|yy|y)$")


_Y_BETWEEN = re.compile(r"й(?=[еёюя])", re.I)
"""Sergeyev is Сергеев: the y belongs to the е."""


def native_name(name: PersonName) -> PersonName:
    """Ivanova Yuliia Petrovna -> Иванова Юлія Петровна, where every part is clearly such a name; else the name as given.

    Clear are a known first name, a patronymic, and a surname that is written back the same and, where there is no
    patronymic, ends as those of that sex do. A soft sign that may have been lost leaves the name in Latin letters.
    """
    if not (name.surname and name.given and is_latin(f"{name.surname} {name.given} {name.patronymic}")):
        return name
    given, surname = _given(name.given), _written_back(name.surname)
    patronymic = _written_back(name.patronymic)
    if not given or not surname or (name.patronymic and not is_patronymic(patronymic)):
        return name
    sex = sex_of_given(given)
    if not name.patronymic and not (sex and _SURNAME_OF[sex].search(surname.lower())):
        return name
    return PersonName(surname, given, patronymic, name.maiden)


def _given(latin: str) -> str:
    """The known name that one of the tables writes so."""
    written = _LAST_I.sub("i", latin.lower())
    forms = sorted({form for meaning in meanings_of(latin) for form in (meaning.name, *meaning.same)})
    native = next((form for form in forms if written in _latin_forms(form)), "")
    return native.capitalize()


def _written_back(latin: str) -> str:
    """The word in Cyrillic letters, if one of the tables writes it back the same; else nothing."""
    native = _Y_BETWEEN.sub("", to_cyrillic(latin))
    is_sure = _LAST_I.sub("i", latin.lower()) in _latin_forms(native) and not _PERHAPS_SOFT.search(latin)
    return native.title() if is_sure else ""


def _latin_forms(native: str) -> set[str]:
    return {_LAST_I.sub("i", to_latin(native.lower(), table)) for table in Table}
