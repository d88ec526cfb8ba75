"""The trail as a list that may be taken out to Excel."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from zabota.base.audit.forms import TrailFilter
from zabota.base.audit.queries import Line, whole_trail
from zabota.base.ui.registry import ListSource, Sheet, list_sources

TITLES = (_("When"), _("Who"), _("What"), _("Patient"), _("About"), _("Reason"), _("From where"))


def trail(request: Any) -> Sheet:
    """With whom only for who may know that."""
    chosen = TrailFilter(request.GET).chosen()
    lines = whole_trail(chosen, shows_patients=request.access.may("audit.view_patients"))
    return Sheet(TITLES, (_cells(line) for line in lines))


def _cells(line: Line) -> list[object]:
    when = date_format(localtime(line.when), "SHORT_DATETIME_FORMAT")
    patient = line.patient[1] if line.patient else ""
    return [
        when,
        line.who or _("the program"),
        line.title,
        patient,
        line.about or line.place,
        line.reason,
        line.address,
    ]


list_sources.register("audit.trail", ListSource("audit.trail", "audit.view", "audit.export_lists", trail))
