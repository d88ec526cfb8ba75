"""`{% load scheduling %}`: the state of a visit as a word with its icon."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zabota.base.ui.templatetags.face import icon
from zabota.work.scheduling.looks import LOOKS
from zabota.work.scheduling.models import Status

register = template.Library()


@register.simple_tag
def visit_state(status: str) -> SafeString:
    look = LOOKS[status]
    return format_html(
        '<span class="state state-{}">{}{}</span>', look.mood or "plain", icon(look.icon), Status(status).label
    )
