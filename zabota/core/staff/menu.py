from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import BranchSwitch, MenuEntry, branch_switches, menu
from zabota.core.staff.queries import branch_choices

for entry in (
    MenuEntry(
        key="staff",
        title=_("Staff"),
        icon="users",
        url_name="staff:people",
        permission="staff.see",
        order=900,
        is_main=False,
    ),
    MenuEntry(
        key="desks",
        title=_("Shared computers"),
        icon="device-desktop",
        url_name="staff:desks",
        permission="staff.trust_desks",
        order=910,
        is_main=False,
    ),
):
    menu.register(entry.key, entry)

branch_switches.register("staff", BranchSwitch(url_name="staff:choose_branch", choices=branch_choices))
