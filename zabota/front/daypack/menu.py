"""The day pack beside the board of the desk; any page of the program renews it where it is kept."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, menu, shell_scripts
from zabota.front.daypack.models import Note
from zabota.front.daypack.queries.packs import open_notes


def notes_to_settle(request: Any) -> QuerySet[Note]:
    return open_notes(request.access)


menu.register(
    "daypack",
    MenuEntry(
        key="daypack",
        title=_("Day pack"),
        icon="cloud-off",
        url_name="daypack:day_pack",
        permission="daypack.take",
        order=118,
        is_main=False,
        waiting=notes_to_settle,
    ),
)
shell_scripts.register("daypack_keeping", "daypack/keeping.js")
shell_scripts.register("daypack", "daypack/keep.js")
