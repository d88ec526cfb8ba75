"""`{% load face %}`: icons, form controls and the one way to write a sum, a day, an age or a phone."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zabota.base.ui import writing
from zabota.base.ui.registry import clinic_currency, list_doors, list_sources
from zabota.lib.masked import MaskedText
from zabota.lib.phones import grouped_phone, mask_phone

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """`{% icon "phone" %}`: an icon of the sprite, hidden from readers unless it has a title."""
    address = f"{static('vendor/icons.svg')}#{name}"
    if title:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', title, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def block_again(context: template.Context, name: str) -> SafeString:
    """The text of a block once more: the title of the document is also the heading of the page."""
    rendered: SafeString = context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
    return rendered


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a form field with the look and the `aria-` words that it needs."""
    attributes: dict[str, Any] = {"class": " ".join(filter(None, [_class_of(field), field.css_classes()]))}
    if field.errors:
        attributes["class"] += " is-invalid"
    # A long row of hyphens is what Django calls «nothing chosen».
    return mark_safe(field.as_widget(attrs=attributes).replace(">---------<", ">—<"))  # noqa: S308


def _class_of(field: BoundField) -> str:
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    if isinstance(widget, (CheckboxSelectMultiple, RadioSelect)):
        return f"choice-list {own}".strip()
    if isinstance(widget, CheckboxInput):
        return f"form-check-input {own}".strip()
    if isinstance(widget, Select):
        return f"form-select {own}".strip()
    return f"form-control {own}".strip()


@register.filter
def is_check(field: BoundField) -> bool:
    """A single box, which stands before its label."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several boxes or buttons under one question."""
    return isinstance(field.field.widget, (CheckboxSelectMultiple, RadioSelect))


@register.filter
def is_file(field: BoundField) -> bool:
    """Something to drop files on."""
    return isinstance(field.field.widget, FileInput)


@register.filter
def has_files(form: Any) -> bool:
    return any(isinstance(field.field.widget, FileInput) for field in form)


@register.filter
def money(amount: Decimal | int | None, currency: str = "") -> str:
    """`12 450 ₽`, in the clinic's currency if none is named; kopecks only where there are any; nothing for no sum."""
    return "" if amount is None else writing.money(Decimal(amount), currency or next(iter(clinic_currency))())


@register.filter
def number(amount: Decimal | int | None) -> str:
    """`1 284`."""
    return "" if amount is None else writing.number(Decimal(amount))


@register.filter
def day(moment: datetime.date | datetime.datetime | None) -> str:
    """`12 марта, чт`, and with the hour for a moment: `12 марта, чт, 15:30`; the year where it is not this one."""
    return "" if moment is None else writing.day(moment, today=timezone.localdate())


@register.filter
def age(born: datetime.date | None) -> str:
    """`34 года`; months for a baby."""
    return "" if born is None else writing.age(born, today=timezone.localdate())


@register.filter
def duration(seconds: int | None) -> str:
    """`2 мин`: how long something is to last yet."""
    return "" if seconds is None else writing.duration(seconds)


@register.inclusion_tag("ui/_to_excel.html", takes_context=True)
def to_excel(context: Any, key: str) -> dict[str, str]:
    """The button that takes a list out as its filters leave it; nothing for who may not."""
    source, request = list_sources.get(key), context["request"]
    if source is None or not (request.access.may(source.permission) and request.access.may(source.exported_by)):
        return {"url": ""}
    door = next(iter(list_doors))
    return {"url": f"{reverse(door, args=[key])}?{request.GET.urlencode()}"}


@register.filter
def grouped(number: str) -> str:
    """A number that the reader was shown in full: `+7 927 123-45-67`."""
    return grouped_phone(str(number))


@register.filter
def phone(number: MaskedText | str | None) -> str:
    """Always masked: `+7 ••• •••-12-34`."""
    if isinstance(number, MaskedText):
        return str(number)
    return mask_phone(number or "")
