"""Invented people by household: a family shares a surname, a street and often a phone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from zabota.site.demo.clinic import BRANCHES, DIRECTIONS, Direction
from zabota.site.demo.names import Sex, given_name, patronymic_of, surname, surname_of

SOURCES = (
    ("Рекомендация знакомых", 0.31), ("Сайт", 0.22), ("2ГИС", 0.14), ("Яндекс Карты", 0.12), ("ВКонтакте", 0.07),
    ("ПроДокторов", 0.06), ("Вывеска", 0.05), ("Страховая", 0.03),
)  # fmt: skip
STREETS = ("Ново-Садовая", "Гагарина", "Победы", "Стара-Загора", "Ленинградская", "Карбышева", "Дзержинского", "Мира")
OCCUPATIONS = (
    "инженер",
    "учитель",
    "бухгалтер",
    "водитель",
    "продавец",
    "медсестра",
    "менеджер",
    "программист",
    "повар",
)
ALLERGIES = ("пенициллин", "лидокаин", "йод", "латекс", "анальгин")
MARKS = (
    ("do_not_contact", "просил не звонить", 0.021),
    ("moved_away", "переехал в другой город", 0.012),
    ("contact_after", "в отъезде", 0.013),
    ("vip", "", 0.01),
    ("conflict", "был недоволен ожиданием", 0.006),
    ("debt", "доплата за лечение", 0.008),
)
FEARS = ("боится боли с детства", "откладывает из-за прошлого врача", "боится давления и сердцебиения", "боится уколов")


@dataclass(frozen=True)
class Household:
    """People who live together; `surname` is its masculine form."""

    number: int
    surname: str
    city: str
    street: str
    branch: int


@dataclass(frozen=True)
class Marked:
    """A mark of the card with its reason, and its end where it has one."""

    kind: str
    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """`number` is the person's place in the base; `loyalty` 0..1 the chance to come back after an episode of care."""

    number: int
    home: Household
    given: str
    patronymic: str
    sex: Sex
    birth_date: date
    phone: str
    phone_of: str
    email: str
    source: str
    reason: str
    occupation: str
    marital_status: str
    children: int | None
    preferred_channel: str
    direction: Direction
    joined_on: date
    loyalty: float
    consent: str
    marks: tuple[Marked, ...]
    notes: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    is_deceased: bool
    guardian: int | None = None

    @property
    def surname(self) -> str:
        return surname_of(self.home.surname, self.sex)

    @property
    def card_number(self) -> str:
        return f"Д-{self.number + 1:06d}" if self.number >= 0 else ""

    def age_on(self, day: date) -> int:
        return (day - self.birth_date).days // 365


def people(count: int, today: date, seed: int = 1) -> Iterator[list[Person]]:
    """Households until `count` people are drawn; the same household whatever the count (deterministic by its number)."""
    number = household = 0
    while number < count:
        family = _household(Random(f"{seed}:{household}"), household, number, today)[: count - number]
        yield family
        number += len(family)
        household += 1


def _household(random: Random, number: int, first: int, today: date) -> list[Person]:
    home = _home(random, number)
    head_sex: Sex = "f" if random.random() < 0.62 else "m"
    head = _adult(random, home, first, head_sex, _adult_age(random), today)
    family, kind = [head], random.random()
    if kind < 0.22:
        age = max(19, head.age_on(today) + random.randint(-6, 6))
        family.append(_adult(random, home, first + 1, "m" if head_sex == "f" else "f", age, today))
    if kind < 0.3 and head.age_on(today) < 50:
        family += _children(random, family, first + len(family), today)
    return family


def _home(random: Random, number: int) -> Household:
    branch = random.choices(range(len(BRANCHES)), [share for *_, share in BRANCHES])[0]
    street = f"ул. {random.choice(STREETS)}, {random.randint(1, 180)}-{random.randint(1, 240)}"
    return Household(number, surname(random), BRANCHES[branch][1], street, branch)


def _adult_age(random: Random) -> int:
    return int(min(92, max(18, random.gauss(48, 17))))


def _adult(random: Random, home: Household, number: int, sex: Sex, age: int, today: date) -> Person:
    born = _born(random, today, age)
    is_working = age <= 63 and random.random() < 0.5
    adult = _person(random, home, number, sex, born, given_name(random, "m", born.year - 28), today)
    return replace(
        adult,
        phone=_phone(random),
        marital_status=random.choice(("married", "married", "single", "divorced")),
        occupation=random.choice(OCCUPATIONS) if is_working else "",
        children=random.choice((None, None, 0, 1, 2, 2, 3)),
    )


def _children(random: Random, parents: list[Person], first: int, today: date) -> list[Person]:
    father = next((parent.given for parent in parents if parent.sex == "m"), given_name(random, "m", 1985))
    guardian = next((parent for parent in parents if parent.sex == "f"), parents[0])
    born = [_born(random, today, random.randint(1, 16)) for _ in range(random.choice((1, 1, 2)))]
    if len(born) == 2 and random.random() < 0.06:
        born[1] = born[0]  # twins
    return [
        replace(
            _person(random, guardian.home, first + place, random.choice(("f", "m")), birth_date, father, today),
            phone=guardian.phone,
            phone_of="мама" if guardian.sex == "f" else "папа",
            guardian=guardian.number,
        )
        for place, birth_date in enumerate(born)
    ]


def _person(random: Random, home: Household, number: int, sex: Sex, born: date, father: str, today: date) -> Person:
    age = (today - born).days // 365
    direction = _direction(random, age)
    return Person(
        number=number,
        home=home,
        given=given_name(random, sex, born.year),
        patronymic=patronymic_of(father, sex) if random.random() < 0.94 else "",
        sex=sex,
        birth_date=born,
        phone="",
        phone_of="",
        email=_email(random, number) if age >= 18 and random.random() < 0.42 else "",
        source=random.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0] if random.random() < 0.8 else "",
        reason=random.choice(direction.complaints) if random.random() < 0.85 else "",
        occupation="",
        marital_status="",
        children=None,
        preferred_channel=random.choice(("", "", "call", "call", "whatsapp", "telegram", "sms", "max")),
        direction=direction,
        joined_on=_joined(random, today, born),
        loyalty=random.betavariate(2.1, 1.6),
        consent=random.choices(("", "grant", "claim", "refuse"), (0.38, 0.34, 0.2, 0.08))[0],
        marks=tuple(_marks(random, today)),
        notes=_notes(random),
        tags=_tags(random, age),
        is_deceased=random.random() < (0.03 if age > 75 else 0.001),
    )


def _born(random: Random, today: date, age: int) -> date:
    return today - timedelta(days=age * 365 + age // 4 + random.randint(0, 364))


def _phone(random: Random) -> str:
    return f"+79{random.choice('0123678')}{random.randint(0, 99_999_999):08d}"


def _email(random: Random, number: int) -> str:
    return f"{random.choice(('rosa', 'volga', 'zhiguli', 'bereg', 'samara', 'lada'))}{number}@{random.choice(('mail', 'pochta'))}.example"


def _direction(random: Random, age: int) -> Direction:
    fitting = [direction for direction in DIRECTIONS if direction.youngest <= age <= direction.oldest] or [
        DIRECTIONS[0]
    ]
    return random.choices(fitting, [direction.share for direction in fitting])[0]


def _joined(random: Random, today: date, born: date) -> date:
    """First enquiry within six years, more of them recently: the clinic grows."""
    days = int(6 * 365 * (1 - random.random() ** 0.72))
    return max(today - timedelta(days=days), born + timedelta(days=365))


def _marks(random: Random, today: date) -> Iterator[Marked]:
    for kind, reason, chance in MARKS:
        if random.random() < chance:
            lasts = timedelta(days=random.randint(20, 150)) if kind == "contact_after" else None
            yield Marked(kind, reason, today + lasts if lasts else None)


def _notes(random: Random) -> tuple[tuple[str, str], ...]:
    notes = []
    if random.random() < 0.05:
        notes.append(("allergy", random.choice(ALLERGIES)))
    if random.random() < 0.04:
        notes.append(("fear", random.choice(FEARS)))
    return tuple(notes)


def _tags(random: Random, age: int) -> tuple[str, ...]:
    tags = ["Пенсионер"] if age >= 63 and random.random() < 0.6 else []
    if random.random() < 0.02:
        tags.append("ДМС")
    return tuple(tags)
