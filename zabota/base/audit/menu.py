from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, list_doors, menu

menu.register(
    "audit",
    MenuEntry(
        key="audit",
        title=_("Audit"),
        icon="history",
        url_name="audit:audit",
        permission="audit.view",
        order=930,
        is_main=False,
    ),
)
list_doors.register("audit", "audit:workbook")
