"""The staff as a list that may be taken out to Excel."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import ListSource, Sheet, list_sources
from zabota.core.staff.forms import PeopleFilter
from zabota.core.staff.queries import Colleague, chosen_users, colleagues

TITLES = (_("Full name"), _("Roles"), _("Login"))


def people(request: Any) -> Sheet:
    """The people whom the filters of the address leave."""
    filters = PeopleFilter(request.GET)
    filters.is_valid()
    users = chosen_users(request.access, filters.cleaned_data)
    return Sheet(TITLES, (_line(each) for each in colleagues(request.access, list(users))))


def _line(colleague: Colleague) -> list[object]:
    roles = "; ".join(
        f"{each.get_role_display()}, {each.branch or _('Whole network')}" for each in colleague.employments
    )
    return [colleague.user.full_name, roles, colleague.user.login]


list_sources.register("staff.people", ListSource("staff.people", "staff.see", "audit.export_lists", people))
