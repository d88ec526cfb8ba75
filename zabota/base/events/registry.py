"""Kinds of events and their subscribers."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class EventKind:
    """A class of facts. `title` is the sentence of the timeline; it may name the fact's fields as `%(field)s`."""

    key: str
    title: object
    fact: type
    on_timeline: bool


@dataclass(frozen=True)
class Subscription:
    key: str
    kind: str
    receive: Callable[..., None]


kinds: Registry[EventKind] = Registry("events")
subscriptions: Registry[Subscription] = Registry("subscriptions")

Fact = TypeVar("Fact", bound=type)


def event(key: str, title: object, *, on_timeline: bool = True) -> Callable[[Fact], Fact]:
    """Declare a frozen dataclass as a kind of event: `@event("scheduling.appointment_booked", _("Booked"))`.

    Its fields are ids, codes and field names only; never a name, a number or free text. `patient_id` and `branch_id`
    are kept in columns of their own.
    """

    def declare(fact: Fact) -> Fact:
        kinds.register(key, EventKind(key, title, fact, on_timeline))
        fact.kind = key  # type: ignore[attr-defined]
        return fact

    return declare


def on(fact: type) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Subscribe a function `receive(fact, *, event)` to a kind. It runs after commit, at least once: it must be safe to repeat."""

    def subscribe(receive: Callable[..., None]) -> Callable[..., None]:
        key = f"{receive.__module__}.{receive.__qualname__}"
        subscriptions.register(key, Subscription(key, fact.kind, receive))  # type: ignore[attr-defined]
        return receive

    return subscribe


def fact_from(kind: str, data: dict[str, Any], **columns: Any) -> Any:
    """The dataclass that a stored event was recorded from; fields added to the class later take their defaults."""
    fact = kinds[kind].fact
    known = {field.name for field in fields(fact)}
    return fact(**{name: value for name, value in {**data, **columns}.items() if name in known})
