"""`{% load scheduling %}`: the state of a visit as a word with its icon, and wishes of the waiting list in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zabota.base.ui.templatetags.face import icon
from zabota.work.scheduling.looks import LOOKS
from zabota.work.scheduling.models import Opening, Status, WaitingEntry
from zabota.work.scheduling.queries import refilled
from zabota.work.scheduling.queries.waitlist import what_is_wished, when_it_suits

register = template.Library()


@register.simple_tag
def visit_state(status: str) -> SafeString:
    look = LOOKS[status]
    return format_html(
        '<span class="state state-{}">{}{}</span>', look.mood or "plain", icon(look.icon), Status(status).label
    )


@register.filter
def wished(entry: WaitingEntry) -> str:
    """What a patient waits for."""
    return what_is_wished(entry)


@register.filter
def suits(entry: WaitingEntry) -> str:
    """When it suits him; "" where any time does."""
    return when_it_suits(entry)


@register.filter
def minutes_to_fill(opening: Opening) -> int | None:
    return refilled.minutes_to_fill(opening)
