"""A dirty base of any size, made in code: for benches and proofs. The same seed gives the same files."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl

SURNAMES = "Иванов Петров Сидоров Кузнецов Зайцев Тарасов Голубев Лапин Соколов Михайлов Новиков Федоров Морозов Волков Лебедев Семенов Егоров"
GIVEN = "Иван Петр Олег Семен Антон Лев Максим Андрей Сергей Дмитрий Алексей Николай"
PATRONYMICS = "Иванович Петрович Олегович Семенович Антонович Львович Максимович Андреевич Сергеевич Дмитриевич Алексеевич Николаевич"
TITLES = ("№ карты", "ФИО", "Дата рождения", "Телефон", "E-mail", "Оплачено всего")
BESIDE = (" мама", " (муж)", ", раб", " звонить после 18")


def dirty_people(count: int, seed: int = 5) -> Iterator[tuple[str, ...]]:
    """Rows of TITLES: six writings of phones, three of names, two of dates, here and there a word beside the number."""
    chance = random.Random(seed)
    surnames = [surname + tail for surname in SURNAMES.split() for tail in ("", "ский", "енко", "ых")]
    given, patronymics = GIVEN.split(), PATRONYMICS.split()
    for number in range(count):
        name = f"{chance.choice(surnames)} {chance.choice(given)} {chance.choice(patronymics)}"
        born = date(1935, 1, 1) + timedelta(days=chance.randrange(31_000))
        yield (
            str(number),
            chance.choice((name, name, name, name.upper(), name.lower())),
            f"{born:%d.%m.%Y}" if chance.random() < 0.8 else born.isoformat(),
            _phone(chance),
            f"user{number}@mail.ru" if chance.random() < 0.6 else "",
            f"{chance.randrange(1, 100)} {chance.randrange(1000):03d} р.",
        )


def _phone(chance: random.Random) -> str:
    digits = str(9 * 10**9 + chance.randrange(10**9))
    code, three, two, last = digits[:3], digits[3:6], digits[6:8], digits[8:]
    written = chance.choice(
        (
            f"+7{digits}",
            f"8{digits}",
            digits,
            f"8 ({code}) {three}-{two}-{last}",
            f"+7 {code} {three} {two}{last}",
            f"8-{code}-{three}-{two}-{last}",
        )
    )
    return written + chance.choice(BESIDE) if chance.random() < 0.014 else written


def write_csv(path: Path, count: int, seed: int = 5) -> None:
    """Semicolons, UTF-8."""
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(TITLES) + "\n")
        file.writelines(";".join(row) + "\n" for row in dirty_people(count, seed))


def write_workbook(path: Path, count: int, seed: int = 5) -> None:
    """One sheet; a part of the dates are dates, a part of the phones numbers."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Пациенты")
    sheet.append(TITLES)
    for number, row in enumerate(dirty_people(count, seed)):
        cells: list[object] = [*row]
        if row[2][4] == "-":
            cells[2] = date.fromisoformat(row[2])
        if row[3].isdecimal() and number % 2:
            cells[3] = int(row[3])
        sheet.append(cells)
    workbook.save(path)
