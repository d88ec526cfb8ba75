"""The day pack opens without the server."""

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import OfflinePage, offline_pages
from zabota.front.daypack.parts import SCRIPTS, STYLES

offline_pages.register(
    "daypack",
    OfflinePage(
        key="daypack", title=_("Open the day pack"), url_name="daypack:window", parts=(*STYLES, *SCRIPTS)
    ),
)  # fmt: skip
