"""`{% load portal %}`: days as they were told, and names of which others learn little."""

from datetime import date

from django import template

from zabota.base.ui.templatetags.face import day
from zabota.core.patients.models import Patient

register = template.Library()


@register.filter
def wall_day(text: str) -> str:
    """ "2026-03-12" as a reader writes it."""
    return day(date.fromisoformat(text))


@register.filter
def masked_name(patient: Patient) -> str:
    """The first name and a letter: "Карина Д."."""
    initial = f"{patient.surname[:1]}." if patient.surname else ""
    return " ".join(part for part in (patient.given, initial) if part)
