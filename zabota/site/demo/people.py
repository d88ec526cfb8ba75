"""Invented people by household: a family shares a surname, a street and often a phone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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
FEARS = ("боится боли с детства", "откладывает из-за прошлого врача", "боится давления и сердцебиения", "боится уколов")


@dataclass(frozen=True)
class Person:
    """`number` is the person's place in the base; `loyalty` 0..1 the chance to come back after an episode of care."""

    number: int
    household: int
    surname: str
    given: str
    patronymic: str
    sex: Sex
    birth_date: date
    phone: str
    phone_of: str
    email: str
    city: str
    street: str
    branch: int
    source: str
    occupation: str
    marital_status: str
    children: int | None
    direction: Direction
    joined_on: date
    loyalty: float
    consent: str
    marks: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    is_deceased: bool = False
    guardian: int | None = field(default=None)


def people(count: int, today: date, seed: int = 1) -> Iterator[list[Person]]:
    """Households until `count` people are drawn; the same household whatever the count (deterministic by its number)."""
    number = household = 0
    while number < count:
        family = _household(Random(f"{seed}:{household}"), household, number, today)[: count - number]
        yield family
        number += len(family)
        household += 1


def _household(random: Random, household: int, first: int, today: date) -> list[Person]:
    name, branch = surname(random), _branch(random)
    street = f"ул. {random.choice(STREETS)}, {random.randint(1, 180)}-{random.randint(1, 240)}"
    head_sex: Sex = "f" if random.random() < 0.62 else "m"
    shared = {"household": household, "city": BRANCHES[branch][1], "street": street, "branch": branch}
    head = _adult(random, first, name, head_sex, _adult_age(random), today, **shared)
    family, kind = [head], random.random()
    if kind < 0.22:
        age = max(19, (today - head.birth_date).days // 365 + random.randint(-6, 6))
        family.append(_adult(random, first + 1, name, "m" if head_sex == "f" else "f", age, today, **shared))
    if kind < 0.3 and (today - head.birth_date).days // 365 < 50:
        family += _children(random, family, first + len(family), name, today, shared)
    return family


def _branch(random: Random) -> int:
    return random.choices(range(len(BRANCHES)), [branch[3] for branch in BRANCHES])[0]


def _adult_age(random: Random) -> int:
    return int(min(92, max(18, random.gauss(48, 17))))


def _adult(random: Random, number: int, name: str, sex: Sex, age: int, today: date, **shared: object) -> Person:
    born = _born(random, today, age)
    return _person(
        random, number, name, sex, born, given_name(random, "m", born.year - 28), today,
        phone=_phone(random), phone_of="", marital_status=random.choice(("married", "married", "single", "divorced")),
        occupation="" if age > 63 or random.random() < 0.5 else random.choice(OCCUPATIONS),
        children=random.choice((None, None, 0, 1, 2, 2, 3)), guardian=None, **shared,
    )  # fmt: skip


def _children(
    random: Random, parents: list[Person], first: int, name: str, today: date, shared: dict[str, object]
) -> list[Person]:
    father = next((p.given for p in parents if p.sex == "m"), given_name(random, "m", 1985))
    mother = next((p for p in parents if p.sex == "f"), parents[0])
    ages = [random.randint(1, 16) for _ in range(random.choice((1, 1, 2)))]
    twins = len(ages) == 2 and random.random() < 0.06
    born = [_born(random, today, age) for age in ages]
    if twins:
        born[1] = born[0]
    sexes: list[Sex] = [random.choice(("f", "m")) for _ in ages]
    return [
        _person(
            random, first + place, name, sexes[place], born[place], father, today, phone=mother.phone,
            phone_of="мама" if mother.sex == "f" else "папа", marital_status="", occupation="", children=None,
            guardian=mother.number, **shared,
        )
        for place in range(len(ages))
    ]  # fmt: skip


def _person(
    random: Random, number: int, name: str, sex: Sex, born: date, father: str, today: date, **known: object
) -> Person:
    age = (today - born).days // 365
    given = given_name(random, sex, born.year)
    return Person(
        number=number, surname=surname_of(name, sex), given=given, sex=sex, birth_date=born,
        patronymic=patronymic_of(father, sex) if random.random() < 0.94 else "",
        email=_email(random, number) if age >= 18 and random.random() < 0.42 else "",
        source=random.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0] if random.random() < 0.8 else "",
        direction=_direction(random, age), joined_on=_joined(random, today, born), loyalty=random.betavariate(2.1, 1.6),
        consent=random.choices(("", "grant", "claim", "refuse"), (0.38, 0.34, 0.2, 0.08))[0],
        marks=_marks(random), notes=_notes(random), tags=_tags(random, age),
        is_deceased=random.random() < (0.03 if age > 75 else 0.001), **known,
    )  # type: ignore[arg-type]  # fmt: skip


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


def _marks(random: Random) -> tuple[str, ...]:
    chances = (("do_not_contact", 0.021), ("moved_away", 0.012), ("contact_after", 0.013), ("vip", 0.01),
               ("conflict", 0.006), ("debt", 0.008))  # fmt: skip
    return tuple(kind for kind, chance in chances if random.random() < chance)


def _notes(random: Random) -> tuple[tuple[str, str], ...]:
    notes = []
    if random.random() < 0.05:
        notes.append(("allergy", f"Аллергия: {random.choice(ALLERGIES)}"))
    if random.random() < 0.04:
        notes.append(("fear", random.choice(FEARS)))
    return tuple(notes)


def _tags(random: Random, age: int) -> tuple[str, ...]:
    tags = ["Пенсионер"] if age >= 63 and random.random() < 0.6 else []
    if random.random() < 0.02:
        tags.append("ДМС")
    return tuple(tags)
