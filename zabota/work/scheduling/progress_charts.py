"""The director's picture of those asleep, each bar opening its people."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Reach
from zabota.base.ui.charts import BarChart, Series
from zabota.outreach.todos.registry import ProgressChart, progress_charts
from zabota.work.scheduling.queries.sleepers import sleepers_by_month


def asleep_by_month(reach: Reach) -> BarChart:
    counts = sleepers_by_month(reach)
    address = reverse("scheduling:asleep")
    return BarChart(
        key="asleep",
        title=_("Asleep, by months since the last visit"),
        label_title=_("Months"),
        labels=[str(months) for months in counts],
        series=[Series(_("patients"), list(counts.values()))],
        urls=[f"{address}?{urlencode({'months': months})}" for months in counts],
    )


progress_charts.register("asleep", ProgressChart("asleep", 10, asleep_by_month))
