"""The price list."""

from django.db.models import QuerySet

from zabota.core.catalog.models import Service


def services_offered() -> QuerySet[Service]:
    return Service.objects.filter(is_active=True).select_related("category")


def service_named(name: str) -> Service | None:
    """A service by its name, whatever the case and the spaces around it."""
    return Service.objects.filter(name__iexact=name.strip()).first()
