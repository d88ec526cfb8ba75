"""Booking platforms: which one sends a request, and what each has brought."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zabota.base.postgres.sealed import blind_index
from zabota.front.portal.models import Platform

#: What clinics write first; any other name may be listed too.
KNOWN = (
    "ПроДокторов",
    "СберЗдоровье",
    "Яндекс Карты",
    "Zoon",
    "2ГИС",
    "НаПоправку",
    "DocDoc",
    "Doc.ua",
    "Helsi",
    "Doq.kz",
)
LATELY = timedelta(days=30)


def secret_index(secret: str) -> bytes:
    return blind_index(secret, label="portal.platform.secret")


def platform_behind(secret: str) -> Platform | None:
    """Whose open door this secret fits."""
    return Platform.objects.filter(secret_index=secret_index(secret)).first() if secret else None


def listed_platforms() -> QuerySet[Platform]:
    """With `brought`, how many bookings within the last thirty days."""
    lately = Q(bookings__booking__created_at__gte=timezone.now() - LATELY)
    return Platform.objects.annotate(brought=Count("bookings", filter=lately)).order_by("name")
