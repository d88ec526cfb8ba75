"""Marks, notes and documents of a card."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from zabota.core.patients.models import CustomField, Mark, MedicalNote, Patient
from zabota.lib.masked import MaskedText


class MaskedNumber(MaskedText):
    """The number of a document: prints its last two signs."""

    __slots__ = ()

    def mask(self) -> str:
        return f"•••••• {self._clear[-2:]}" if self._clear else ""


@dataclass(frozen=True)
class ShownDocument:
    id: object
    title: str
    number: MaskedText
    valid_until: date | None
    is_expired: bool


def shown_documents(patient: Patient) -> list[ShownDocument]:
    today = timezone.localdate()
    return [
        ShownDocument(
            each.pk, each.get_kind_display(), MaskedNumber(str(each.number)), each.valid_until,
            each.valid_until is not None and each.valid_until < today,
        )
        for each in patient.documents.order_by("kind", "pk")
    ]  # fmt: skip


def own_fields_of(patient: Patient) -> list[tuple[CustomField, str]]:
    """The clinic's own fields with what the card holds in them, "" where it holds nothing."""
    fields = list(CustomField.objects.filter(is_active=True))
    values = {each.field_id: str(each.value) for each in patient.custom_values.all()} if fields else {}
    return [(each, values.get(each.pk, "")) for each in fields]


def marks_in_force(patient: Patient) -> QuerySet[Mark]:
    """Marks that hold today, newest first."""
    today = timezone.localdate()
    return (
        patient.marks.filter(lifted_at__isnull=True, since__lte=today)
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .select_related("placed_by")
        .order_by("-since", "id")
    )


def current_notes(patient: Patient) -> QuerySet[MedicalNote]:
    return patient.notes.filter(is_current=True).select_related("author").order_by("kind", "-noted_on", "id")


def former_notes(patient: Patient) -> QuerySet[MedicalNote]:
    return patient.notes.filter(is_current=False).order_by("-noted_on", "id")
