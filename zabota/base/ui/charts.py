"""A comparison for people: bars from zero, and the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Series:
    """One colour of bars; `values` in the order of the chart's labels."""

    title: str
    values: Sequence[int | Decimal]


@dataclass(frozen=True)
class Row:
    label: str
    values: Sequence[int | Decimal]
    url: str


@dataclass(frozen=True)
class BarChart:
    """`urls` open what is behind each label. `lies` draws the bars from left to right, for long labels."""

    key: str
    title: str
    label_title: str
    labels: Sequence[str]
    series: Sequence[Series]
    urls: Sequence[str] = ()
    lies: bool = False

    @property
    def script_id(self) -> str:
        return f"chart-{self.key}"

    @property
    def has_values(self) -> bool:
        """Something besides zeros to draw."""
        return any(value for each in self.series for value in each.values)

    @property
    def rows(self) -> list[Row]:
        urls = self.urls or [""] * len(self.labels)
        values = zip(*(series.values for series in self.series), strict=True)
        return [Row(label, each, url) for label, each, url in zip(self.labels, values, urls, strict=True)]

    @property
    def for_script(self) -> dict[str, Any]:
        series = [{"title": each.title, "values": [float(value) for value in each.values]} for each in self.series]
        return {"labels": list(self.labels), "series": series, "urls": list(self.urls), "lies": self.lies}
