"""How the calls go: shares with their uncertainty, who and why, day by day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Reach
from zabota.base.ui.charts import BarChart, Series
from zabota.outreach.todos.models import Call, CallAttempt, CallState
from zabota.outreach.todos.queries.calls import within
from zabota.outreach.todos.queries.lists import agreed_keys, attempts_within, forgotten, late, reached_keys, since
from zabota.outreach.todos.queries.refusals import REFUSALS
from zabota.outreach.todos.registry import call_reasons, outcomes, progress_charts

#: R034: about one in five of those asleep for three to six months agrees. A hypothesis, which the clinic now measures.
HYPOTHESIS = 0.20
#: 95 %.
Z = 1.959964


@dataclass(frozen=True)
class Share:
    """`part` of `whole` with its Wilson interval, 0..1. Fewer than thirty are too few to tell."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def low(self) -> float:
        return wilson(self.part, self.whole)[0]

    @property
    def high(self) -> float:
        return wilson(self.part, self.whole)[1]

    @property
    def is_telling(self) -> bool:
        return self.whole >= 30

    @property
    def verdict(self) -> str:
        if not self.is_telling:
            return _("Too few calls yet to compare with 20 %.")
        if self.low > HYPOTHESIS:
            return _("More agree than the usual 20 %.")
        if self.high < HYPOTHESIS:
            return _("Fewer agree than the usual 20 %.")
        return _("As many as the usual 20 %, as far as one can tell.")


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The score interval of a share (E. B. Wilson, 1927), 95 %; (0, 1) where nothing is known."""
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, Z * Z / whole
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / whole + square / (4 * whole)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Progress:
    """People, not calls: each patient counts once however often he was called."""

    days: int
    waiting: int
    held: int
    late: int
    forgotten: int
    called: int
    reached: int
    agreed: int
    share: Share
    charts: Sequence[BarChart]

    @property
    def has_calls(self) -> bool:
        return self.called > 0

    @property
    def has_anything(self) -> bool:
        return any((self.waiting, self.held, self.late, self.forgotten, self.called, self.charts))


def progress_of(reach: Reach, days: int) -> Progress:
    attempts = _attempts(reach, days)
    figures = attempts.aggregate(
        called=Count("patient", distinct=True),
        reached=Count("patient", distinct=True, filter=Q(outcome__in=reached_keys())),
        agreed=Count("patient", distinct=True, filter=Q(outcome__in=agreed_keys())),
    )
    endings = list(attempts.values_list("outcome", "refusal").annotate(Count("id")).order_by())
    charts = [_by_outcome(endings, days), _by_operator(attempts, days), _by_reason(attempts, days)]
    charts += [_by_refusal(endings, days), _by_day(attempts, min(days, 31))]
    own = [each.draw(reach) for each in sorted(progress_charts, key=lambda each: each.order)]
    return Progress(
        days=days,
        **_on_the_list(reach),
        **figures,
        share=Share(figures["agreed"], figures["called"]),
        charts=[chart for chart in [*charts, *own] if chart.has_values],
    )


def attempts_url(**filters: object) -> str:
    """The people behind a figure."""
    return f"{reverse('todos:attempts')}?{urlencode(filters)}"


def _attempts(reach: Reach, days: int) -> QuerySet[CallAttempt]:
    standing = CallAttempt.objects.filter(undone_at__isnull=True, at__gte=since(days))
    return attempts_within(standing, reach)


def _on_the_list(reach: Reach) -> dict[str, int]:
    """Calls that wait, are held back, late or forgotten."""
    calls = within(Call.objects.filter(state__in=(CallState.OPEN, CallState.HELD)), reach)
    return calls.aggregate(
        waiting=Count("id", filter=Q(state=CallState.OPEN, due_at__lte=timezone.now())),
        held=Count("id", filter=Q(state=CallState.HELD)),
        late=Count("id", filter=late()),
        forgotten=Count("id", filter=forgotten()),
    )


#: Calls by (outcome, why not, how many).
Endings = Sequence[tuple[str, str, int]]


def _by_outcome(endings: Endings, days: int) -> BarChart:
    counts: Counter[str] = Counter()
    for outcome, _refusal, count in endings:
        counts[outcome] += count
    shown = [each for each in sorted(outcomes, key=lambda each: each.order) if each.key in counts]
    return BarChart(
        key="outcomes",
        title=_("How calls ended"),
        label_title=_("Outcome"),
        labels=[str(each.title) for each in shown],
        series=[Series(_("calls"), [counts[each.key] for each in shown])],
        urls=[attempts_url(days=days, outcome=each.key) for each in shown],
        lies=True,
    )


def _by_operator(attempts: QuerySet[CallAttempt], days: int) -> BarChart:
    rows = list(
        attempts.filter(operator__isnull=False)
        .values_list("operator__full_name", "operator__public_id")
        .annotate(called=_people(), agreed=_people(agreed_keys()))
        .order_by("-called", "operator__full_name")
    )
    return BarChart(
        key="operators",
        title=_("By operator"),
        label_title=_("Operator"),
        labels=[row[0] for row in rows],
        series=[Series(_("called"), [row[2] for row in rows]), Series(_("agreed"), [row[3] for row in rows])],
        urls=[attempts_url(days=days, operator=row[1]) for row in rows],
        lies=True,
    )


def _by_reason(attempts: QuerySet[CallAttempt], days: int) -> BarChart:
    rows = list(
        attempts.values_list("call__reason")
        .annotate(called=_people(), agreed=_people(agreed_keys()))
        .order_by("-called")
    )
    return BarChart(
        key="reasons",
        title=_("By reason of the call"),
        label_title=_("Why called"),
        labels=[_reason_title(row[0]) for row in rows],
        series=[Series(_("called"), [row[1] for row in rows]), Series(_("agreed"), [row[2] for row in rows])],
        urls=[attempts_url(days=days, reason=row[0]) for row in rows],
        lies=True,
    )


def _by_refusal(endings: Endings, days: int) -> BarChart:
    counts: Counter[str] = Counter()
    for _outcome, refusal, count in endings:
        if refusal:
            counts[refusal] += count
    shown = sorted(counts, key=lambda key: -counts[key])
    return BarChart(
        key="refusals",
        title=_("Why patients say no"),
        label_title=_("Why not"),
        labels=[str(REFUSALS.get(key, key)) for key in shown],
        series=[Series(_("refusals"), [counts[key] for key in shown])],
        urls=[attempts_url(days=days, refusal=key) for key in shown],
        lies=True,
    )


def _by_day(attempts: QuerySet[CallAttempt], days: int) -> BarChart:
    counted = attempts.annotate(day=TruncDate("at")).values_list("day").order_by()
    found = {row[0]: row[1:] for row in counted.annotate(called=_people(), agreed=_people(agreed_keys()))}
    today = timezone.localdate()
    shown: list[date] = [today - timedelta(days=back) for back in range(days - 1, -1, -1)] if found else []
    return BarChart(
        key="days",
        title=_("Day by day"),
        label_title=_("Day"),
        labels=[date_format(day, "j E") for day in shown],
        series=[
            Series(_("called"), [found.get(day, (0, 0))[0] for day in shown]),
            Series(_("agreed"), [found.get(day, (0, 0))[1] for day in shown]),
        ],
        urls=[attempts_url(day=day) for day in shown],
    )


def _people(outcome_keys: Sequence[str] | None = None) -> Count:
    return Count("patient", distinct=True, filter=None if outcome_keys is None else Q(outcome__in=outcome_keys))


def _reason_title(key: str) -> str:
    reason = call_reasons.get(key)
    return str(reason.title) if reason else key
