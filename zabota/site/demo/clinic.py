"""The demo network: three branches, forty doctors, five directions, a price list."""

from dataclasses import dataclass
from random import Random

from zabota.site.demo.names import Sex, given_name, patronymic_of, surname, surname_of

DEMO_PASSWORD = "берег-Волги-зимой"  # noqa: S105  (printed by `make run`; answers on this machine only)

BRANCHES = (
    ("Самара-Центр", "Самара", "ул. Молодогвардейская, 120", 0.5),
    ("Самара-Волга", "Самара", "Московское шоссе, 81", 0.3),
    ("Тольятти", "Тольятти", "ул. Революционная, 52", 0.2),
)


@dataclass(frozen=True)
class Offer:
    """A line of the price list: roubles of today, minutes, and how soon it may follow within one episode."""

    name: str
    price: int
    minutes: int


@dataclass(frozen=True)
class Direction:
    """A speciality: its first visit, what an episode of care consists of, and how many days pass until the next one.

    `complaints` are the reasons for contact that people come with (R002).
    """

    key: str
    category: str
    speciality: str
    doctors: int
    share: float
    complaints: tuple[str, ...]
    first: Offer
    episode: tuple[tuple[Offer, int, float], ...]
    days_between: int
    youngest: int
    oldest: int


def _offer(name: str, price: int, minutes: int = 30) -> Offer:
    return Offer(name, price, minutes)


_INJECTION = _offer("Внутрисуставная инъекция", 5200, 20)

DIRECTIONS = (
    Direction(
        "teeth", "Стоматология", "Стоматолог", 14, 0.36,
        ("болит зуб", "профилактический осмотр", "кровоточат дёсны", "скол пломбы"),
        _offer("Консультация стоматолога", 1200),
        (
            (_offer("Профессиональная гигиена полости рта", 4500, 60), 14, 0.55),
            (_offer("Лечение кариеса", 6200, 60), 12, 0.5),
            (_offer("Лечение пульпита", 11800, 90), 10, 0.18),
            (_offer("Установка коронки", 28500, 90), 21, 0.09),
        ),
        215, 3, 85,
    ),
    Direction(
        "joints", "Ортопедия", "Ортопед", 7, 0.17,
        ("боль в колене", "хруст и боль в плече", "боль в тазобедренном суставе"),
        _offer("Приём ортопеда", 2400),
        (
            (_offer("Рентгенография сустава", 1900, 20), 4, 0.6),
            (_INJECTION, 7, 0.72), (_INJECTION, 7, 0.88), (_INJECTION, 7, 0.9), (_INJECTION, 7, 0.86), (_INJECTION, 7, 0.8),
        ),
        240, 25, 88,
    ),
    Direction(
        "heart", "Кардиология", "Кардиолог", 7, 0.18,
        ("повышенное давление", "перебои в сердце", "одышка при ходьбе"),
        _offer("Приём кардиолога", 2600),
        (
            (_offer("ЭКГ с расшифровкой", 1100, 20), 2, 0.75),
            (_offer("ЭхоКГ", 3400, 40), 6, 0.5),
            (_offer("Повторный приём кардиолога", 2100, 30), 14, 0.6),
        ),
        150, 30, 92,
    ),
    Direction(
        "eyes", "Офтальмология", "Офтальмолог", 6, 0.14,
        ("снижение зрения", "мушки перед глазами", "подобрать очки"),
        _offer("Осмотр офтальмолога", 2200),
        (
            (_offer("Подбор очков и линз", 1600, 30), 5, 0.35),
            (_offer("Лазерная коагуляция сетчатки", 14800, 60), 20, 0.07),
        ),
        260, 4, 90,
    ),
    Direction(
        "stomach", "Гастроэнтерология", "Гастроэнтеролог", 6, 0.15,
        ("изжога", "боль в животе после еды", "тяжесть в правом боку"),
        _offer("Приём гастроэнтеролога", 2500),
        (
            (_offer("УЗИ брюшной полости", 2400, 30), 3, 0.65),
            (_offer("ЭГДС", 6100, 40), 9, 0.42),
            (_offer("Повторный приём гастроэнтеролога", 2000, 30), 14, 0.55),
        ),
        230, 16, 85,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DemoClinic:
    """Ids of what the visits refer to: branches by place, doctors by direction and branch, services by name."""

    branch_ids: tuple[int, ...]
    doctor_ids: dict[tuple[str, int], tuple[int, ...]]
    service_ids: dict[str, int]


@dataclass(frozen=True)
class DemoDoctor:
    surname: str
    given: str
    patronymic: str
    direction: Direction
    branch: int
    login: str = ""
    grade: str = ""


#: Of every four doctors; the cast's two are of the highest grade.
GRADES = ("", "second", "first", "highest")


def doctors() -> list[DemoDoctor]:
    """Forty doctors: the two of the cast first, the others spread over the branches."""
    by_key = {direction.key: direction for direction in DIRECTIONS}
    cast = [
        DemoDoctor("Громова", "Анна", "Викторовна", by_key["joints"], 0, "anna", "highest"),
        DemoDoctor("Абрамян", "Лев", "Георгиевич", by_key["eyes"], 0, "lev", "highest"),
    ]
    random = Random("doctors")
    for direction in DIRECTIONS:
        already = sum(doctor.direction is direction for doctor in cast)
        cast += [_doctor(random, direction, number) for number in range(already, direction.doctors)]
    return cast


def _doctor(random: Random, direction: Direction, number: int) -> DemoDoctor:
    sex: Sex = "f" if random.random() < 0.6 else "m"
    born = random.randint(1962, 1994)
    return DemoDoctor(
        surname_of(surname(random), sex), given_name(random, sex, born),
        patronymic_of(given_name(random, "m", born - 28), sex), direction, number % len(BRANCHES),
        grade=GRADES[number % len(GRADES)],
    )  # fmt: skip
