from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, clinic_currency, menu
from zabota.core.practice.queries import the_practice

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
clinic_currency.register("practice", lambda: the_practice().currency)
