"""What is written to patients about their visits. Nothing here tells of health where others read it too (T35)."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.models import Purpose
from zabota.outreach.messaging.registry import MessageTemplate, Words, message_templates
from zabota.work.scheduling.queries.messages import still_ahead

ALWAYS = ("day", "time", "link")
IN_LETTERS = (*ALWAYS, "service", "doctor", "preparation")

for each in (
    MessageTemplate(
        "confirmation",
        _("Confirmation of a visit"),
        Purpose.CONFIRMATION,
        IN_LETTERS,
        {
            "sms": Words(
                _("{addressed_as}!\nYou are booked for {day} at {time}.\n{clinic}, {address}\n{phone}\nChange: {link}")
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nYou are booked for {day} at {time}.\n{service}\n{doctor}\n{clinic}, {branch}\n"
                    "{address}\n{phone}\n\nMove or cancel: {link}"
                ),
                _("You are booked for {day} at {time}"),
            ),
        },
        still_ahead,
    ),
    MessageTemplate(
        "reminder",
        _("Reminder of a visit"),
        Purpose.REMINDER,
        IN_LETTERS,
        {
            "sms": Words(
                _("{addressed_as}!\nWe expect you on {day} at {time}.\n{clinic}, {address}\n{phone}\nChange: {link}")
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nWe expect you on {day} at {time}.\n{service}\n{doctor}\n{clinic}, {branch}\n"
                    "{address}\n{phone}\n\nMove or cancel: {link}"
                ),
                _("We expect you on {day} at {time}"),
            ),
        },
        still_ahead,
    ),
    MessageTemplate(
        "preparation",
        _("How to prepare for a visit"),
        Purpose.PREPARATION,
        IN_LETTERS,
        {
            "sms": Words(
                _("{addressed_as}!\nYour visit on {day} at {time} needs preparation.\nHow: {link}\nOr call us: {phone}")
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nPlease prepare for your visit on {day} at {time}.\n{service}\n\n{preparation}\n\n"
                    "{clinic}, {phone}"
                ),
                _("How to prepare for your visit on {day}"),
            ),
        },
        still_ahead,
    ),
):
    message_templates.register(each.key, each)
