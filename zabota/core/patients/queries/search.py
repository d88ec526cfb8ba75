"""Find a patient by whatever one remembers: name with mistakes, wrong keyboard layout, phone or its tail, card, birth date.

Mistakes are looked up in the table of distinct name words, a few thousand rows; the base itself is asked for exact words
only, through an index of the words of each name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, QuerySet, Value
from django.utils import timezone
from rapidfuzz.distance import OSA

from zabota.core.patients.models import ContactPoint, Patient
from zabota.core.patients.queries.contacts import tail_index_of, value_index
from zabota.core.patients.queries.naming import name_words
from zabota.core.practice.queries import the_practice
from zabota.lib.dates import read_date
from zabota.lib.person_names import other_layouts
from zabota.lib.phones import parse_phones

#: So many are looked at before the best are chosen.
CANDIDATES = 200
MOST_WORDS = 5

#: (id, name_key, sort_key) of a card.
Named = tuple[int, str, str]

#: Typed words -> for each the words of names that it may stand for, wider and wider.
Widening = Callable[[Sequence[str]], Iterator[list[list[str]]]]

_NUMBER = re.compile(r"[+()\d\s.,/\-–№#]*\d[+()\d\s.,/\-–№#]*")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*|\d+")


@dataclass(frozen=True)
class Question:
    """What was typed, taken apart: words of a name, and numbers that stand beside them."""

    words: list[str]
    numbers: list[str] = field(default_factory=list)


def found_patients(visible: QuerySet[Patient], text: str, limit: int = 8) -> list[Patient]:
    """The best of the visible cards for what was typed, best first; nothing for less than two signs."""
    text = text.strip()
    if len(text) < 2:
        return []
    if _NUMBER.fullmatch(text):
        return _by_number(visible, text, limit)
    found = _by_card_number(visible, text, limit)
    return found[:limit] or _by_name(visible, text, limit)


def _asked(text: str) -> Question:
    tokens = _TOKEN.findall(text)
    words = name_words(*(token for token in tokens if not token.isdecimal()))
    return Question(words[:MOST_WORDS], [token for token in tokens if token.isdecimal()])


def _by_number(visible: QuerySet[Patient], text: str, limit: int) -> list[Patient]:
    """A card number, a phone or its last four digits, or a date of birth: whichever it can be, exact cards first."""
    found = _by_card_number(visible, text.lstrip("№# ").strip(), limit)
    born = _birth_date(text)
    if born:
        found += visible.filter(birth_date=born).order_by("sort_key")[:limit]
    owners = _owners(text)
    found += visible.filter(pk__in=owners).order_by("sort_key")[:limit]
    return list(dict.fromkeys(found))[:limit]


def _by_card_number(visible: QuerySet[Patient], text: str, limit: int) -> list[Patient]:
    if not any(sign.isdecimal() for sign in text):
        return []
    own = visible.filter(card_number=text)
    with _by_index():
        former = list(
            visible.order_by().filter(former_card_numbers__contains=[text]).values_list("pk", flat=True)[:limit]
        )
    return [*own, *(visible.filter(pk__in=former) if former else ())]


def _birth_date(text: str) -> date | None:
    if not re.fullmatch(r"\s*\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}\s*", text):
        return None
    return read_date(text, today=timezone.localdate(), horizon="birth").full


def _owners(text: str) -> list[int]:
    """Ids of the patients with this phone, or with these last four digits."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 4:
        tail = tail_index_of(digits)
        return list(ContactPoint.objects.filter(tail_index=tail).values_list("patient_id", flat=True)[:CANDIDATES])
    numbers = [phone.e164 for phone in parse_phones(text, the_practice().country) if phone.is_complete]
    indexes = [value_index(number) for number in numbers]
    if not indexes:
        return []
    return list(ContactPoint.objects.filter(value_index__in=indexes).values_list("patient_id", flat=True)[:CANDIDATES])


def _by_name(visible: QuerySet[Patient], text: str, limit: int) -> list[Patient]:
    """As typed, else in another keyboard layout, else with more slips: the first reading that finds anybody."""
    questions = [question for variant in (text, *other_layouts(text)) if (question := _asked(variant)).words]
    found: list[int] = []
    with _by_index():
        for widening, question in product((_widening, _widening_further), questions):
            found = found or _bearers(visible, question, limit, widening)
    cards = visible.in_bulk(found) if found else {}
    return [cards[each] for each in found if each in cards]


def _bearers(visible: QuerySet[Patient], question: Question, limit: int, widening: Widening) -> list[int]:
    """First those whose names hold every word as typed, then those that a wider reading of the words gives."""
    found: dict[int, None] = {}
    asked: list[list[str]] = []
    named = _with_numbers(visible, question.numbers)
    for alternatives in widening(question.words):
        if alternatives != asked:
            found |= dict.fromkeys(_best(_named(named, alternatives), question.words, limit))
            asked = alternatives
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _widening(typed: Sequence[str]) -> Iterator[list[list[str]]]:
    """For each typed word the words of names that it may stand for: itself, what it begins, what is a slip away."""
    begun = _begun_words(typed)
    yield [[word] if word in begun[word] else [] for word in typed]
    yield [begun[word] for word in typed]
    near = _near_words(_ONE_SLIP, typed, slips=1)
    yield [list(dict.fromkeys((*begun[word], *near[word]))) for word in typed]


def _widening_further(typed: Sequence[str]) -> Iterator[list[list[str]]]:
    """Where nobody was found so: words two slips away, if they are long enough."""
    begun, near = _begun_words(typed), _near_words(_ALIKE, typed, slips=2)
    yield [list(dict.fromkeys((*begun[word], *near[word]))) for word in typed]


def _with_numbers(visible: QuerySet[Patient], numbers: Sequence[str]) -> QuerySet[Patient]:
    """«Иванов 1965», «Иванов 1234»: a number beside the name is a year of birth, a phone's tail or a card."""
    for number in numbers:
        fits = Q(card_number=number) | Q(pk__in=_owners(number))
        if len(number) == 4:
            fits |= Q(birth_year=int(number))
        visible = visible.filter(fits)
    return visible


def _named(visible: QuerySet[Patient], alternatives: Sequence[Sequence[str]]) -> list[Named]:
    """Who bears one word of each list; at most CANDIDATES of them, and of each only what ranking needs."""
    if not all(alternatives):
        return []
    words = Func(F("name_key"), Value(" "), function="string_to_array", output_field=ArrayField(models.TextField()))
    rows = visible.annotate(name_words=words).order_by()
    for either in alternatives:
        rows = rows.filter(name_words__overlap=list(either))
    return list(rows.values_list("pk", "name_key", "sort_key")[:CANDIDATES])


@contextmanager
def _by_index() -> Iterator[None]:
    """The planner thinks that a list of words or a card number fits many rows, and that reading the table until enough
    of them are found is cheap; for most it would read all of it."""
    is_within_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        yield
        if is_within_another:  # otherwise the end of the transaction does it
            cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")


def _best(bearers: Sequence[Named], typed: Sequence[str], limit: int) -> list[int]:
    ranked = sorted(bearers, key=lambda each: (-_likeness(each[1].split(), typed), each[2], each[0]))
    return [pk for pk, _name_key, _sort_key in ranked[:limit]]


def _likeness(borne: Sequence[str], typed: Sequence[str]) -> float:
    """Whole words weigh more than beginnings, beginnings more than slips; a word in its usual place a little more."""
    total = 0.0
    for place, word in enumerate(typed):
        best = 0.0
        for own_place, own in enumerate(borne):
            weight = 3.0 if own == word else 2.0 if own.startswith(word) else OSA.normalized_similarity(own, word)
            best = max(best, weight + (0.25 if own_place == place else 0.0))
        total += best
    return total


# A range instead of LIKE: the planner cannot see that a pattern from another table begins with letters, and would
# read the index of trigrams.
_BEGUN = """
SELECT typed.word, found.word
FROM unnest(%s::text[], %s::text[]) AS typed(word, beyond)
CROSS JOIN LATERAL (
    SELECT known.word FROM patients_name_word known
    WHERE known.word ~>=~ typed.word AND known.word ~<~ typed.beyond
    ORDER BY known.word = typed.word DESC, known.patients DESC LIMIT 15
) found
"""

_ONE_SLIP = """
SELECT typed.word, found.word
FROM unnest(%s::text[]) AS typed(word)
CROSS JOIN LATERAL (
    SELECT known.word FROM patients_name_word known
    WHERE patients_word_slips(known.word) && patients_word_slips(typed.word)
    ORDER BY known.patients DESC LIMIT 60
) found
"""

_ALIKE = """
SELECT typed.word, found.word
FROM unnest(%s::text[]) AS typed(word)
CROSS JOIN LATERAL (
    SELECT known.word FROM patients_name_word known
    WHERE known.word %% typed.word
    ORDER BY similarity(known.word, typed.word) DESC, known.patients DESC LIMIT 60
) found
"""


def _begun_words(typed: Sequence[str]) -> dict[str, list[str]]:
    """Known words that begin so: the word itself first, then those of many people."""
    return _known_words(_BEGUN, typed, [word[:-1] + chr(ord(word[-1]) + 1) for word in typed])


def _near_words(statement: str, typed: Sequence[str], *, slips: int) -> dict[str, list[str]]:
    """Known words at most so many slips away, the nearest first; a short word allows one."""
    known = _known_words(statement, typed)
    return {word: _nearest(word, found, min(slips, 1 if len(word) < 5 else 2)) for word, found in known.items()}


def _nearest(word: str, found: Sequence[str], slips: int) -> list[str]:
    apart = {each: OSA.distance(word, each) for each in found}
    return sorted((each for each in found if 0 < apart[each] <= slips), key=lambda each: apart[each])[:8]


def _known_words(statement: str, typed: Sequence[str], *besides: Sequence[str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {word: [] for word in typed}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(typed), *map(list, besides)])
        for word, found in cursor.fetchall():
            known[word].append(found)
    return known
