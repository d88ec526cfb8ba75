"""Messages in the sidebar."""

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import MenuEntry, menu

for entry in (
    MenuEntry(
        key="messages",
        title=_("Messages"),
        icon="message-2",
        url_name="messaging:outbox",
        permission="messaging.see_outbox",
        order=170,
        is_main=False,
    ),
    MenuEntry(
        key="message_channels",
        title=_("Message channels"),
        icon="adjustments",
        url_name="messaging:channels",
        permission="messaging.check_channels",
        order=175,
        is_main=False,
    ),
):
    menu.register(entry.key, entry)
