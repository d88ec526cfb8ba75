from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, menu

entry = MenuEntry(
    key="intake",
    title=_("Import"),
    icon="file-import",
    url_name="intake:batches",
    permission="intake.import",
    order=700,
    is_main=False,
)
menu.register(entry.key, entry)
