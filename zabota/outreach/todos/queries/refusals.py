"""Why patients say no. Fears have codes of their own (R061): they are spoken with gently, not persuaded."""

from django.utils.translation import gettext_lazy as _

FEARS = {
    "fear_childhood": _("fear: bad memories from childhood"),
    "fear_doctor": _("fear: a bad doctor before"),
    "fear_control": _("fear: of being helpless"),
    "fear_body": _("fear: pressure, heartbeat"),
}
REFUSALS = {
    "well": _("feels well"),
    "no_time": _("no time now"),
    "money": _("too expensive"),
    "elsewhere": _("is treated elsewhere"),
    "far": _("far to travel"),
    "dissatisfied": _("was not satisfied with us"),
    "ill": _("is ill or in hospital"),
    **FEARS,
    "no_reason": _("did not say"),
}
REFUSAL_CHOICES = list(REFUSALS.items())
