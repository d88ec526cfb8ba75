"""What is written to patients about their visits. Nothing here tells of health where others read it too (T35)."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.models import Purpose
from zabota.outreach.messaging.registry import MessageTemplate, Words, message_templates
from zabota.work.scheduling.queries.messages import still_ahead, still_held, still_new, still_off
from zabota.work.scheduling.queries.offers import still_offered

ALWAYS = ("day", "time", "link", "join")
IN_LETTERS = (*ALWAYS, "service", "doctor", "preparation")

for each in (
    MessageTemplate(
        "confirmation",
        _("Confirmation of a visit"),
        Purpose.CONFIRMATION,
        IN_LETTERS,
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nYou are booked for {day} at {time}.\nVideo call: {join}\n{clinic}, {address}\n{phone}\nChange: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nYou are booked for {day} at {time}.\nVideo call: {join}\n{service}\n{doctor}\n{clinic}, {branch}\n"
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
                _(
                    "{addressed_as}!\nWe expect you on {day} at {time}.\nVideo call: {join}\n{clinic}, {address}\n{phone}\nChange: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nWe expect you on {day} at {time}.\nVideo call: {join}\n{service}\n{doctor}\n{clinic}, {branch}\n"
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
    MessageTemplate(
        "held",
        _("Time held for a prepayment"),
        Purpose.HELD,
        (*IN_LETTERS, "until", "amount"),
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nWe keep {day} at {time} for you until {until}.\nPlease prepay {amount}, or the time "
                    "goes to others.\n{clinic}, {phone}\nMore: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nWe keep {day} at {time} for you until {until}.\nPlease prepay {amount}: "
                    "otherwise the time goes to others.\n{service}\n{doctor}\n{clinic}, {branch}\n{address}\n{phone}\n\n"
                    "Move or cancel: {link}"
                ),
                _("We keep {day} at {time} for you until {until}"),
            ),
        },
        still_held,
    ),
    MessageTemplate(
        "moved",
        _("New time of a visit"),
        Purpose.MOVED,
        (*IN_LETTERS, "was"),
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nYour visit has changed: we expect you on {day} at {time}.\nIt was: {was}.\n"
                    "{clinic}, {address}\n{phone}\nDoes not suit: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nYour visit has changed: we expect you on {day} at {time}.\nIt was: {was}.\n"
                    "{service}\n{doctor}\n{clinic}, {branch}\n{address}\n{phone}\n\nMove or cancel: {link}"
                ),
                _("Your visit has changed: {day} at {time}"),
            ),
        },
        still_new,
    ),
    MessageTemplate(
        "cancelled",
        _("Visit cancelled by the patient"),
        Purpose.CANCELLED,
        ALWAYS,
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nYour visit of {day} at {time} is cancelled as you asked.\n{clinic}, {phone}\n"
                    "Book anew: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nYour visit of {day} at {time} is cancelled as you asked.\n{clinic}, {branch}\n"
                    "{phone}\n\nBook anew: {link}"
                ),
                _("Your visit of {day} at {time} is cancelled"),
            ),
        },
        still_off,
    ),
    MessageTemplate(
        "cancelled_by_clinic",
        _("Visit cancelled by the clinic"),
        Purpose.CANCELLED,
        ALWAYS,
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nWe are sorry: we have to cancel your visit of {day} at {time}. Please do not come "
                    "then.\n{clinic}, {phone}\nAnother time: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nWe are sorry: we have to cancel your visit of {day} at {time}. Please do not come "
                    "then.\nCall us, and we shall find another time.\n{clinic}, {branch}\n{phone}\n\nAnother time: {link}"
                ),
                _("The clinic cancels your visit of {day} at {time}"),
            ),
        },
        still_off,
    ),
    MessageTemplate(
        "lapsed",
        _("Visit not paid in time"),
        Purpose.CANCELLED,
        ALWAYS,
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nThe prepayment has not come: the time {day} at {time} is not kept for you any more.\n"
                    "{clinic}, {phone}\nBook anew: {link}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nThe prepayment has not come, so the time {day} at {time} is not kept for you any "
                    "more.\n{clinic}, {branch}\n{phone}\n\nBook anew: {link}"
                ),
                _("{day} at {time} is not kept for you any more"),
            ),
        },
        still_off,
    ),
    MessageTemplate(
        "offer",
        _("Offer of a freed time"),
        Purpose.OFFER,
        (*ALWAYS, "until", "service", "doctor"),
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nA time you asked for is free: {day} at {time}.\nWe keep it until {until}. Take it or "
                    "refuse: {link}\n{clinic}, {phone}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nA time you asked for is free: {day} at {time}.\n{service}\n{doctor}\n{clinic}, "
                    "{branch}\n{address}\n\nWe keep it for you until {until}. Take it or refuse: {link}\n\n{phone}"
                ),
                _("A time is free: {day} at {time}"),
            ),
        },
        still_offered,
    ),
    MessageTemplate(
        "offer_gone",
        _("An offered time is gone"),
        Purpose.OFFER,
        ALWAYS,
        {
            "sms": Words(
                _(
                    "{addressed_as}!\nThe time {day} at {time} has gone to somebody else. You stay on the waiting list.\n"
                    "{clinic}, {phone}"
                )
            ),
            "email": Words(
                _(
                    "{addressed_as}!\n\nThe time {day} at {time} has gone to somebody else. You stay on the waiting list: "
                    "we shall write when there is another one.\n\n{clinic}, {branch}\n{phone}"
                ),
                _("The time {day} at {time} is gone"),
            ),
        },
    ),
):
    message_templates.register(each.key, each)
