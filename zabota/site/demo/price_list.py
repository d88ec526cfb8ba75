"""The demo's price list: what the desk has to know of each service, and its prices by date, branch and grade."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zabota.core.catalog.commands import add_service, set_price, write_complaint_words
from zabota.core.catalog.models import Service, ServiceCategory
from zabota.core.practice.models import Branch
from zabota.lib.actors import SYSTEM
from zabota.site.demo.clinic import DIRECTIONS, Direction, Offer

FASTING = "Приходите натощак: не ешьте 8 часов, воду можно за 2 часа."
DETAILS: dict[str, dict[str, Any]] = {
    "Консультация стоматолога": {"code": "СТ-01", "online": "instant", "preparation": "Возьмите снимки, если они есть."},
    "Профессиональная гигиена полости рта": {
        "code": "СТ-10", "online": "instant", "minutes_after": 5,
        "contraindications": "Кардиостимулятор — скажите заранее: подберём другой аппарат.",
    },
    "Лечение кариеса": {"code": "СТ-21", "online": "request", "preparation": "Поешьте за час до приёма.", "minutes_after": 5},
    "Лечение пульпита": {"code": "СТ-22", "preparation": "Поешьте за час до приёма.", "minutes_after": 5},
    "Установка коронки": {"code": "СТ-40", "minutes_before": 5, "minutes_after": 5},
    "Приём ортопеда": {"code": "ОР-01", "online": "instant", "preparation": "Возьмите снимки и прошлые выписки."},
    "Рентгенография сустава": {
        "code": "РГ-03", "online": "view", "preparation": "Снимите украшения и одежду с металлом.",
        "contraindications": "Беременность.",
    },
    "Внутрисуставная инъекция": {
        "code": "ОР-15", "online": "request", "minutes_after": 10, "sessions": 5, "interval_days": 7,
        "preparation": "За сутки не принимайте алкоголь. После укола побудьте в клинике 15 минут.",
        "contraindications": "Воспаление кожи у сустава, температура, аллергия на препарат.",
    },
    "Приём кардиолога": {"code": "КА-01", "online": "instant", "preparation": "Возьмите список лекарств и прошлые ЭКГ."},
    "ЭКГ с расшифровкой": {"code": "КА-05", "online": "instant", "preparation": "За час не курите и не пейте кофе."},
    "ЭхоКГ": {"code": "КА-07", "online": "request", "minutes_after": 5},
    "Повторный приём кардиолога": {"code": "КА-02", "online": "instant"},
    "Осмотр офтальмолога": {
        "code": "ОФ-01", "online": "instant",
        "preparation": "Снимите контактные линзы за сутки. После капель два часа нельзя водить машину.",
    },
    "Подбор очков и линз": {"code": "ОФ-04", "online": "instant"},
    "Лазерная коагуляция сетчатки": {
        "code": "ОФ-20", "minutes_before": 15, "minutes_after": 10, "online": "view",
        "preparation": "Приходите с сопровождающим: несколько часов зрение будет нечётким.",
    },
    "Приём гастроэнтеролога": {"code": "ГЭ-01", "online": "instant"},
    "УЗИ брюшной полости": {"code": "УЗ-02", "online": "instant", "preparation": FASTING},
    "ЭГДС": {
        "code": "ГЭ-11", "minutes_before": 5, "minutes_after": 15, "online": "request",
        "preparation": FASTING, "contraindications": "Недавний инфаркт или инсульт, нарушения свёртывания крови.",
    },
    "Повторный приём гастроэнтеролога": {"code": "ГЭ-02", "online": "instant"},
}  # fmt: skip

#: What patients say, by direction: a phrase leads there when all its words are said, in any case.
COMPLAINTS = {
    "teeth": "зуб\nдёсны\nдесна\nпломба\nкоронка\nкариес\nчелюсть\nфлюс\nщека опухла\nзапах изо рта\nзубной налёт",
    "joints": "колено\nспина\nпоясница\nплечо\nлокоть\nшея\nсустав\nбедро\nстопа\nпятка\nголеностоп\nлодыжка\nзапястье\n"
    "нога\nрука\nхрустит\nушиб\nвывих\nподвернул\nотёк ноги\nотекает нога",
    "heart": "сердце\nдавление\nодышка\nпульс\nперебои\nсердцебиение\nгрудь\nзадыхаюсь\nотёк ноги\nотекает нога\nаритмия\nэкг",
    "eyes": "глаз\nглаза\nзрение\nвижу плохо\nочки\nлинзы\nслезятся\nмушки\nресницы\nвеко\nячмень",
    "stomach": "живот\nжелудок\nизжога\nтошнота\nтошнит\nпечень\nкишечник\nзапор\nпонос\nвздутие\nотрыжка\nправый бок\nгоречь во рту",
}

#: In the smaller town everything costs less; the highest grade costs more at a first visit.
CHEAPER_BRANCH = 2
HIGHEST_GRADE = Decimal("1.2")


def price_list(branches: Sequence[Branch], today: date) -> dict[str, int]:
    """Ids of the services by name."""
    services = {
        offer.name: _service(offer, category, branches, today, is_first=is_first).pk
        for offer, category, is_first in _offers()
    }
    for direction in DIRECTIONS:
        _write_complaints(direction)
    return services


def _write_complaints(direction: Direction) -> None:
    """The words lead to the services of the direction, and to its doctors."""
    words, category = COMPLAINTS[direction.key], ServiceCategory.objects.get(name=direction.category)
    write_complaint_words(category=category, words=words, by=SYSTEM)
    write_complaint_words(speciality=direction.speciality, words=words, by=SYSTEM)


def _offers() -> list[tuple[Offer, str, bool]]:
    offers: dict[str, tuple[Offer, str, bool]] = {}
    for direction in DIRECTIONS:
        offers[direction.first.name] = direction.first, direction.category, True
        for offer, _days, _chance in direction.episode:
            offers[offer.name] = offer, direction.category, False
    return list(offers.values())


def _service(offer: Offer, category: str, branches: Sequence[Branch], today: date, *, is_first: bool) -> Service:
    service = add_service(name=offer.name, category=category, minutes=offer.minutes, by=SYSTEM, **DETAILS[offer.name])
    price = Decimal(offer.price)
    last_year, this_year = today - timedelta(days=400), today - timedelta(days=80)
    for amount, since, branch, grade in (
        (price * Decimal("0.92"), last_year, None, ""),
        (price, this_year, None, ""),
        (price * Decimal("0.9"), this_year, branches[CHEAPER_BRANCH], ""),
        *([(price * HIGHEST_GRADE, this_year, None, "highest")] if is_first else []),
    ):
        set_price(
            service=service, amount=Decimal(round(amount / 50) * 50), since=since, branch=branch, grade=grade, by=SYSTEM
        )
    return service
