"""Where patients give up on the way to a booking (R279)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.ui.charts import BarChart, Series
from zabota.front.portal.models import FunnelStep, Step

PERIODS = (7, 30, 90)
MOST_SOURCES = 20


@dataclass(frozen=True)
class Way:
    """How many came to each step, in the order of `Step`; `share` of those who opened the page were booked, or None."""

    source: str
    counts: list[int]

    @property
    def share(self) -> float | None:
        return self.counts[-1] / self.counts[0] if self.counts[0] else None


@dataclass(frozen=True)
class Obstacles:
    """`ways` by source, the most visited first; the first one is all of them together."""

    ways: list[Way]

    @property
    def is_empty(self) -> bool:
        return not any(self.ways[0].counts)

    def chart(self, source: str = "") -> BarChart:
        """All ways, and those of one source beside them."""
        named = [way for way in self.ways[1:] if way.source == source]
        return BarChart(
            key="obstacles",
            title=_("How far visitors came"),
            label_title=_("Step"),
            labels=[str(label) for label in Step.labels],
            series=[Series(way.source, way.counts) for way in [self.ways[0], *named]],
        )


def obstacles(*, days: int) -> Obstacles:
    """Steps of the last so many days."""
    since = timezone.now() - timedelta(days=days)
    counted = FunnelStep.objects.filter(at__gte=since).values_list("source", "step").annotate(n=Count("pk"))
    by_source: dict[str, dict[str, int]] = {}
    for source, step, count in counted:
        by_source.setdefault(source or _("own page"), {})[step] = count
    ways = [Way(source, [steps.get(step, 0) for step in Step.values]) for source, steps in by_source.items()]
    ways.sort(key=lambda way: (-max(way.counts), way.source))
    together = [sum(way.counts[place] for way in ways) for place in range(len(Step.values))]
    return Obstacles([Way(_("all sources"), together), *ways[:MOST_SOURCES]])
