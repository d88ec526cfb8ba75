"""Find the header line under a letterhead, by what titles look like and what stands below them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zabota.core.intake.reading.grids import Merge

LINES_TO_LOOK_AT = 60
LONGEST_TITLE = 80

Line = Sequence[str | None]
KnowsTitle = Callable[[str], float]
"""How surely a text is a column's title that somebody has declared: 0..1."""

_DATE = re.compile(r"(?<!\d)(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d)(?!\d)")
_NUMBER = re.compile(r"[-+]?[\d\s.,]+(р\.?|руб\.?|грн\.?|₽|%)?")
_PERSON = re.compile(
    r"[^\W\d_][\w'’ʼ-]+\s+(?:[^\W\d_]\.\s*[^\W\d_]\.?|[^\W\d_]+\s+[^\W\d_]+(?:вич|вна|ична|инична|ьич|ївна|евич|йович))",
    re.I,
)
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?")


@dataclass(frozen=True)
class Header:
    """Where data begin and what the columns are called; `first` is None for a table without a header."""

    first: int | None
    last: int
    titles: tuple[str, ...]

    @property
    def data_start(self) -> int:
        """0-based line of the first data row."""
        return 0 if self.first is None else self.last + 1


def looks_like_a_title(text: str) -> bool:
    """Short, with letters, and no date, number, e-mail or person's name."""
    return len(text) <= LONGEST_TITLE and any(letter.isalpha() for letter in text) and not looks_like_content(text)


def looks_like_content(text: str) -> bool:
    """What stands in data rows and never in titles."""
    digits = sum(character.isdigit() for character in text)
    return bool(digits >= 6 or "@" in text or _DATE.search(text) or _NUMBER.fullmatch(text) or _PERSON.fullmatch(text))


def find_header(lines: Sequence[Line], merges: Sequence[Merge], knows_title: KnowsTitle) -> Header | None:
    """The header among the first lines of a sheet; None if the sheet holds no table at all."""
    looked_at = lines[:LINES_TO_LOOK_AT]
    width = _usual_width(looked_at)
    if width == 0:
        return None
    scores = [_score(line, width, knows_title) for line in looked_at]
    best = max(range(len(looked_at)), key=lambda number: scores[number])
    if scores[best] <= 0 or not _has_data_below(lines, best):
        return _headless(lines)
    if not _is_known(looked_at[best], knows_title) and not _differs_from_below(looked_at, best):
        return _headless(lines)
    return _with_second_line(lines, best, merges, knows_title)


def is_numbering(line: Line) -> bool:
    """The line `1 2 3 4 ...` under the titles of official forms."""
    numbers = [match[1] for cell in line if cell and (match := _COLUMN_NUMBER.fullmatch(cell))]
    filled = sum(1 for cell in line if cell)
    return len(numbers) == filled >= 3 and [int(number) for number in numbers] == list(range(1, filled + 1))


def _usual_width(lines: Sequence[Line]) -> int:
    return max((sum(1 for cell in line if cell) for line in lines), default=0)


def _score(line: Line, width: int, knows_title: KnowsTitle) -> float:
    """Known titles count most; content counts against; a letterhead loses because it fills few columns."""
    cells = [cell for cell in line if cell]
    if not cells:
        return -1.0
    known = sum(knows_title(cell) for cell in cells if looks_like_a_title(cell))
    titles = sum(looks_like_a_title(cell) for cell in cells)
    content = sum(looks_like_content(cell) for cell in cells)
    return (2 * known + 0.5 * titles - 1.5 * content) * (0.4 + 0.6 * len(cells) / width)


def _is_known(line: Line, knows_title: KnowsTitle) -> bool:
    cells = [cell for cell in line if cell]
    return sum(knows_title(cell) for cell in cells) >= max(0.8, 0.25 * len(cells))


def _has_data_below(lines: Sequence[Line], number: int) -> bool:
    return any(any(line) for line in lines[number + 1 :])


def _differs_from_below(lines: Sequence[Line], number: int) -> bool:
    """In some column the lines below hold content and the title does not."""
    below = [line for line in lines[number + 1 :] if sum(1 for cell in line if cell) > 1][:20]
    for column, title in enumerate(lines[number]):
        cells = [line[column] for line in below if column < len(line) and line[column]]
        if title and looks_like_a_title(title) and cells:
            contents = sum(looks_like_content(cell) for cell in cells if cell)
            if contents * 2 > len(cells):
                return True
    return False


def _headless(lines: Sequence[Line]) -> Header | None:
    """A table that begins with its first row; its columns have no titles."""
    if not any(looks_like_content(cell) for line in lines[:5] for cell in line if cell):
        return None
    return Header(first=None, last=-1, titles=("",) * max(len(line) for line in lines))


def _with_second_line(lines: Sequence[Line], first: int, merges: Sequence[Merge], knows_title: KnowsTitle) -> Header:
    """Join a header of two lines («Контакты» over «Телефон» and «Почта»)."""
    upper = list(lines[first])
    groups = [merge for merge in merges if merge[0] == merge[2] == first and merge[3] > merge[1]]
    below = lines[first + 1] if first + 1 < len(lines) else ()
    if not groups or not _completes(below, upper, groups):
        above = _group_titles(lines, first, merges)
        return Header(first, first, _titled(above, upper))
    for _, left, _, right in groups:
        upper[left : right + 1] = [upper[left]] * (right - left + 1)
    return Header(first, first + 1, _titled(upper, list(below)))


def _completes(below: Line, upper: Line, groups: Sequence[Merge]) -> bool:
    covered = {column for _, left, _, right in groups for column in range(left, right + 1)}
    filled = {column for column, cell in enumerate(below) if cell}
    return bool(filled) and filled <= covered and all(looks_like_a_title(below[column] or "") for column in filled)


def _group_titles(lines: Sequence[Line], first: int, merges: Sequence[Merge]) -> list[str | None]:
    """Titles of groups in the line above, spread over the columns that they cover."""
    spread: list[str | None] = [None] * len(lines[first])
    for top, left, bottom, right in merges:
        is_group = top == first - 1 and right > left and right - left + 1 < len(spread)
        if is_group and bottom == top and left < len(lines[top]):
            for column in range(left, min(right + 1, len(spread))):
                spread[column] = lines[top][left]
        elif top < first <= bottom and left == right and left < min(len(spread), len(lines[top])):
            spread[left] = lines[top][left]
    return spread


def _titled(groups: Sequence[str | None], titles: Sequence[str | None]) -> tuple[str, ...]:
    joined = []
    for column in range(max(len(groups), len(titles))):
        group = groups[column] if column < len(groups) else None
        title = titles[column] if column < len(titles) else None
        parts = [" ".join(part.split()) for part in dict.fromkeys((group, title)) if part]
        joined.append(" / ".join(parts))
    return tuple(joined)
