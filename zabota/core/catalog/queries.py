"""The price list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from zabota.core.catalog.models import ComplaintWords, Service, ServiceCategory, ServicePrice
from zabota.core.practice.models import Branch
from zabota.lib.word_stems import is_same_word, words_of


def services_offered() -> QuerySet[Service]:
    return Service.objects.filter(is_active=True).select_related("category")


def service_named(name: str) -> Service | None:
    """A service by its name, whatever the case and the spaces around it."""
    return Service.objects.filter(name__iexact=name.strip()).first()


class PriceSpan(NamedTuple):
    """From the least to the most that a service costs, by branch and grade of doctor."""

    least: Decimal
    most: Decimal


class Prices:
    """Whatever was set for some services, read at once, to be asked for many days, branches and doctors.

    The most particular price that has begun holds, a branch's before a grade's. Where nobody has set one by date, the
    price that an import brought. None where it is not known.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self._set: dict[int, list[ServicePrice]] = defaultdict(list)
        for price in ServicePrice.objects.filter(service__in=list(services)):
            self._set[price.service_id].append(price)

    def of(self, service: Service, *, on: date, branch_id: int | None = None, grade: str = "") -> Decimal | None:
        known = self._set[service.pk]
        if not known:
            return service.price
        fitting = [
            each for each in known
            if each.since <= on and each.branch_id in (None, branch_id) and each.grade in ("", grade)
        ]  # fmt: skip
        best = max(fitting, key=_how_particular, default=None)
        return best.amount if best else None

    def span(self, service: Service, *, on: date, branch_id: int | None = None) -> PriceSpan | None:
        """Over all grades, in one branch or in all of them."""
        known = self._set[service.pk]
        branches = {branch_id} if branch_id else {None, *(each.branch_id for each in known)}
        grades = {"", *(each.grade for each in known)}
        all_of_them = [
            self.of(service, on=on, branch_id=number, grade=grade) for number in branches for grade in grades
        ]
        found = [each for each in all_of_them if each is not None]
        return PriceSpan(min(found), max(found)) if found else None


def _how_particular(price: ServicePrice) -> tuple[bool, bool, date]:
    return price.branch_id is not None, bool(price.grade), price.since


def price_of(service: Service, *, on: date, branch: Branch | None = None, grade: str = "") -> Decimal | None:
    """What the service costs on a day, as `Prices` tells it."""
    return Prices([service]).of(service, on=on, branch_id=branch.pk if branch else None, grade=grade)


def prices_for_all(*, on: date) -> dict[int, Decimal]:
    """By id of service, the price of a day that is neither a branch's nor a grade's own."""
    brought = {
        pk: price for pk, price in Service.objects.filter(prices=None).values_list("pk", "price") if price is not None
    }
    begun = ServicePrice.objects.filter(branch=None, grade="", since__lte=on).order_by("service", "-since")
    return {**brought, **dict(begun.distinct("service").values_list("service", "amount"))}


@dataclass(frozen=True)
class ComplaintMatch:
    """A category or a speciality whose words were said; `said` is how many of them."""

    category: ServiceCategory | None
    speciality: str
    said: int


def matching_complaint(text: str) -> list[ComplaintMatch]:
    """Where the words of a patient lead, in any of their cases, the best first. Nothing is concluded from them."""
    said = words_of(text)
    rows = ComplaintWords.objects.select_related("category").order_by("category__name", "speciality")
    found = [ComplaintMatch(row.category, row.speciality, _said_of(row.phrases, said)) for row in rows]
    return sorted((each for each in found if each.said), key=lambda match: -match.said)


def _said_of(phrases: Sequence[str], said: Sequence[str]) -> int:
    """Words of all phrases that were said whole."""
    return sum(len(words) for phrase in phrases if (words := words_of(phrase)) and _is_said(words, said))


def _is_said(words: Sequence[str], said: Sequence[str]) -> bool:
    return all(any(is_same_word(word, other) for other in said) for word in words)
