from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, menu

menu.register(
    "practice",
    MenuEntry(
        key="practice",
        title=_("The clinic"),
        icon="building-hospital",
        url_name="practice:clinic",
        permission="practice.change",
        order=920,
        is_main=False,
    ),
)
