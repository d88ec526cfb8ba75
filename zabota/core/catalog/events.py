from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("catalog.service_added", _("A service joined the price list"), on_timeline=False)
@dataclass(frozen=True)
class ServiceAdded:
    service_id: int


@event("catalog.service_changed", _("A service was changed"), on_timeline=False)
@dataclass(frozen=True)
class ServiceChanged:
    """`fields` are names of what was changed."""

    service_id: int
    fields: list[str]


@event("catalog.complaint_words_written", _("Words of complaints were written"), on_timeline=False)
@dataclass(frozen=True)
class ComplaintWordsWritten:
    """Of a category or of a speciality; the words lead patients to it."""

    category_id: int | None
    speciality: str


@event("catalog.price_set", _("A price was set"), on_timeline=False)
@dataclass(frozen=True)
class PriceSet:
    service_id: int
    price_id: int


@event("catalog.package_set", _("A package of services was set"), on_timeline=False)
@dataclass(frozen=True)
class PackageSet:
    package_id: int
