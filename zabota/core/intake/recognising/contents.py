"""What the cells of a column look like, whatever it is called."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from zabota.core.intake.registry import Field, ValueKind
from zabota.lib.dates import ReadDate, read_date, read_time
from zabota.lib.money import read_money

MOST_SAMPLES = 300

_EMAIL = re.compile(r"\S+@\S+\.\w+")
_PATRONYMIC = re.compile(r"(?:вич|вна|ічна|ична|инична|ївна|йович|кызы|оглы|кизи|огли|vich|vna|ovich|ichna)$", re.I)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’ʼ`-]*\.?")
_INITIALS = re.compile(r"[^\W\d_][\w'’ʼ-]+\s+[^\W\d_]\.\s*(?:[^\W\d_]\.)?")
_PHONE_START = re.compile(r"\D*(?:\+?7|8|380|\+?3|9|0|\+)")
_CODE = re.compile(r"[\w/№.-]{0,4}\d{2,12}[\w/.-]{0,4}")
SEX_WORDS = {
    **dict.fromkeys(("м", "муж", "мужской", "мужчина", "m", "male", "man", "ч", "чол", "чоловік", "чоловіча", "чоловічий", "мальчик", "хлопчик", "хл", "1м", "boy"), "male"),
    **dict.fromkeys(("ж", "жен", "женский", "женщина", "f", "female", "woman", "w", "жін", "жінка", "жіноча", "жіночий", "девочка", "дівчинка", "дівч", "2ж", "girl"), "female"),
}  # fmt: skip
_YES_WORDS = "да д так т yes y true истина + ✓ ✔ v согласен согласна согласие згоден згодна есть є есть подписан подписано дано разрешаю разрешено можно ok ок on дозволяю надано"
YES_WORDS = frozenset(_YES_WORDS.split())
_NO_WORDS = "нет н не ні no n false ложь - отказ отказался отказалась против запрет нельзя відмова не_согласен незгоден off откaз запрещено отписан отписался"
NO_WORDS = frozenset(_NO_WORDS.split()) | {
    "не согласен",
    "не согласна",
    "не давал",
    "не давала",
    "не згоден",
    "не згодна",
    "без согласия",
}


@dataclass(frozen=True)
class Sample:
    """Filled cells of a column, in order of their first appearance; `distinct` of them in `filled` looked at."""

    texts: tuple[str, ...]
    filled: int
    distinct: int
    today: date
    #: Each kind of value is looked for once, whatever the number of fields of that kind.
    scores: dict[ValueKind, float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, cells: Sequence[str], today: date) -> "Sample":
        """From the filled cells of the first block."""
        counts = Counter(cells)
        return cls(tuple(list(counts)[:MOST_SAMPLES]), len(cells), len(counts), today)

    def share(self, test: Callable[[str], bool]) -> float:
        """Of the distinct texts, those that pass."""
        return sum(map(test, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def dates(self) -> dict[str, ReadDate]:
        """Each text read as a date."""
        return {text: read_date(text, today=self.today) for text in self.texts}

    @cached_property
    def years(self) -> list[int]:
        """Years of the cells that read as dates."""
        return [read.year for read in self.dates.values() if read.year]

    @property
    def is_listlike(self) -> bool:
        """Few values that repeat: doctors, statuses, sources."""
        return self.distinct <= max(3, min(60, self.filled // 3))


def content_score(sample: Sample, field: Field) -> float:
    """0..1: how much the cells look like the field's kind of value; 0.5 where content tells nothing."""
    if not sample.texts:
        return 0.5
    if field.kind is ValueKind.CHOICE:
        words = {word for choice in field.choices for word in choice.words}
        return sample.share(lambda text: text.lower().replace("ё", "е") in words or text.lower() in words)
    if field.kind not in sample.scores:
        judge = _JUDGES.get(field.kind)
        sample.scores[field.kind] = judge(sample) if judge else 0.5
    return sample.scores[field.kind]


def _phones(sample: Sample) -> float:
    return sample.share(
        lambda text: (
            9 <= _digits(text) <= 40
            and bool(_PHONE_START.match(text))
            and _few_letters(text)
            and not _is_date(sample, text)
        )
    )


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _few_letters(text: str) -> bool:
    return sum(character.isalpha() for character in text) <= _digits(text)


def _is_date(sample: Sample, text: str) -> bool:
    return not text.isdecimal() and sample.dates[text].full is not None


def _full_names(sample: Sample) -> float:
    return sample.share(_is_full_name)


def _is_full_name(text: str) -> bool:
    words = text.split()
    if (
        not 2 <= len(words) <= 6
        or _digits(text) > 2
        or not all(_NAME_WORD.match(word) or word.startswith("(") for word in words)
    ):
        return False
    return (
        bool(_INITIALS.match(text))
        or any(_PATRONYMIC.search(word) for word in words)
        or (len(words) <= 3 and text.istitle())
    )


def _name_parts(sample: Sample) -> float:
    return sample.share(lambda text: bool(_NAME_WORD.fullmatch(text)) and _digits(text) == 0)


def _births(sample: Sample) -> float:
    share = _dates(sample)
    if not sample.years or share < 0.3:
        return share * 0.5
    recent = sum(year >= sample.today.year - 3 for year in sample.years) / len(sample.years)
    old = sum(year <= sample.today.year - 18 for year in sample.years) / len(sample.years)
    return share * (1.0 if old > 0.3 and recent < 0.5 else 0.35)


def _dates(sample: Sample) -> float:
    return sample.share(lambda text: sample.dates[text].year is not None or sample.dates[text].problem is None)


def _visits(sample: Sample) -> float:
    share = _dates(sample)
    if not sample.years:
        return share * 0.5
    near = sum(year >= sample.today.year - 15 for year in sample.years) / len(sample.years)
    return share * (1.0 if near > 0.7 else 0.35)


def _times(sample: Sample) -> float:
    return sample.share(lambda text: read_time(text) is not None)


def _money(sample: Sample) -> float:
    return sample.share(lambda text: read_money(text).problem is None and _digits(text) <= 9)


def _numbers(sample: Sample) -> float:
    return sample.share(
        lambda text: (
            _digits(text) <= 4 and bool(re.fullmatch(r"\d{1,3}(?:[.,]\d)?\D{0,12}|нет|немає|none", text.lower()))
        )
    )


def _sexes(sample: Sample) -> float:
    return sample.share(lambda text: text.lower().strip(". ") in SEX_WORDS)


def _answers(sample: Sample) -> float:
    return sample.share(lambda text: text.lower().strip(". ") in YES_WORDS | NO_WORDS or text in ("0", "1"))


def _names_of_things(sample: Sample) -> float:
    if sample.filled < 20:
        return 0.5
    return (0.8 if sample.is_listlike else 0.3) * sample.share(
        lambda text: any(character.isalpha() for character in text)
    )


def _card_numbers(sample: Sample) -> float:
    unique = sample.distinct / sample.filled
    return sample.share(lambda text: bool(_CODE.fullmatch(text)) and _digits(text) < 10) * (
        1.0 if unique > 0.5 else 0.6
    )


def _snils(sample: Sample) -> float:
    return sample.share(
        lambda text: (
            _digits(text) in (10, 11)
            and _few_letters(text)
            and not _PHONE_START.match(text[:1] if "-" not in text else "x")
        )
    )


def _tax_numbers(sample: Sample) -> float:
    return sample.share(lambda text: _digits(text) in (10, 12) and text.isdecimal())


def _policies(sample: Sample) -> float:
    return sample.share(lambda text: 6 <= _digits(text) <= 20)


def _prose(sample: Sample) -> float:
    return 0.3 + 0.4 * sample.share(lambda text: _few_digits(text) and any(character.isalpha() for character in text))


def _few_digits(text: str) -> bool:
    return _digits(text) * 2 <= len(text)


_JUDGES: dict[ValueKind, Callable[[Sample], float]] = {
    ValueKind.PHONE: _phones,
    ValueKind.EMAIL: lambda sample: sample.share(lambda text: bool(_EMAIL.search(text)) or "@" in text),
    ValueKind.FULL_NAME: _full_names,
    ValueKind.NAME_PART: _name_parts,
    ValueKind.BIRTH_DATE: _births,
    ValueKind.DATE: _visits,
    ValueKind.TIME: _times,
    ValueKind.MONEY: _money,
    ValueKind.NUMBER: _numbers,
    ValueKind.SEX: _sexes,
    ValueKind.YES_NO: _answers,
    ValueKind.NAMED: _names_of_things,
    ValueKind.CARD_NUMBER: _card_numbers,
    ValueKind.SNILS: _snils,
    ValueKind.TAX_NUMBER: _tax_numbers,
    ValueKind.POLICY: _policies,
    ValueKind.NOTE: _prose,
}
