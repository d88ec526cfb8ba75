"""What messaging itself writes: codes, the clinic's contacts, a trial of a channel."""

from django.utils.translation import gettext_lazy as _

from zabota.outreach.messaging.models import Purpose
from zabota.outreach.messaging.registry import MessageTemplate, Words, message_templates

CONTACTS = "{clinic}, {branch}\n{address}\n{phone}"
TRIAL = _("A trial message of {clinic}. If you read it, messages reach your patients.")

CODE = _("{code} is your code. Tell it to nobody. {clinic}")

for each in (
    MessageTemplate(
        "code",
        _("Code for booking online"),
        Purpose.CODE,
        ("code",),
        {"sms": Words(CODE), "email": Words(CODE, _("Code of {clinic}"))},
    ),
    MessageTemplate(
        "contacts",
        _("The clinic's contacts"),
        Purpose.CONTACTS,
        (),
        {"sms": Words(CONTACTS), "email": Words(CONTACTS, _("Contacts of {clinic}"))},
    ),
    MessageTemplate(
        "trial",
        _("Trial message"),
        Purpose.TRIAL,
        (),
        {"sms": Words(TRIAL), "email": Words(TRIAL, _("Trial message of {clinic}"))},
    ),
):
    message_templates.register(each.key, each)
