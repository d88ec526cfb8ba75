"""Every view says who may use it; `accounts` enforces it before the view runs, and refuses a view that says nothing (T1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """`permission` is a declared key, or None where being signed in is enough; `is_public` needs no one signed in."""

    permission: str | None = None
    is_public: bool = False


def policy(permission: str) -> Callable[[View], View]:
    """`@policy("patients.view")`: whoever holds the permission in some branch may enter; the query narrows to his branches."""
    return _declare(Policy(permission))


def signed_in(view: View) -> View:
    """Anyone of the staff; the view itself shows only what is his."""
    return _declare(Policy())(view)


def public(view: View) -> View:
    """Anyone at all: sign-in, health check, static answers."""
    return _declare(Policy(is_public=True))(view)


def _declare(declared: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = declared  # type: ignore[attr-defined]
        return view

    return mark
