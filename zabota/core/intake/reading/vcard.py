"""vCard address books: phones of clinics, exported."""

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from zabota.core.intake.reading.encodings import encoding_of
from zabota.core.intake.reading.grids import Grid, frames_of_lines

TITLES = (
    "ФИО",
    "Фамилия",
    "Имя",
    "Отчество",
    "Телефон",
    "E-mail",
    "Дата рождения",
    "Адрес",
    "Организация",
    "Примечание",
)
_FOLDED = re.compile(r"\r?\n[ \t]")
_SOFT_BREAK = re.compile(r"=\r?\n")


def vcard_grid(path: Path) -> Grid:
    """A line a card; several phones of one card stand in one cell, parted by semicolons."""
    lines = [list(TITLES), *_cards(path)]
    return Grid(name="", chunks=lambda: frames_of_lines(lines))


def _cards(path: Path) -> Iterator[list[str]]:
    text = _FOLDED.sub("", path.read_bytes().decode(encoding_of(path).name, "replace"))
    card: dict[str, list[str]] = {}
    for line in _SOFT_BREAK.sub("", text).splitlines():
        key, _, written = line.partition(":")
        name, *parameters = key.upper().split(";")
        name = name.rpartition(".")[2]
        if name == "BEGIN":
            card = {}
        elif name == "END":
            yield _line(card)
        elif written:
            card.setdefault(name, []).append(_decoded(written, parameters))


def _decoded(written: str, parameters: list[str]) -> str:
    if "ENCODING=QUOTED-PRINTABLE" in parameters or "QUOTED-PRINTABLE" in parameters:
        charset = next((parameter[8:] for parameter in parameters if parameter.startswith("CHARSET=")), "utf-8")
        try:
            written = quopri.decodestring(written.encode("utf-8")).decode(charset, "replace")
        except LookupError:
            written = quopri.decodestring(written.encode("utf-8")).decode("utf-8", "replace")
    return written.replace("\\n", " ").replace("\\,", ",").strip()


def _line(card: dict[str, list[str]]) -> list[str]:
    parts = [*re.split(r"(?<!\\);", card.get("N", [""])[0]), "", "", ""]
    surname, given, patronymic = (part.replace("\\;", ";").strip() for part in parts[:3])
    full_name = "" if surname and given else card.get("FN", [""])[0]
    return [
        full_name,
        surname,
        given,
        patronymic,
        "; ".join(number.removeprefix("tel:") for number in card.get("TEL", [])),
        card.get("EMAIL", [""])[0],
        card.get("BDAY", [""])[0],
        " ".join(" ".join(card.get("ADR", [""])[0].split(";")).split()),
        " ".join(card.get("ORG", [""])[0].split(";")).strip(),
        " ".join(card.get("NOTE", [])),
    ]
