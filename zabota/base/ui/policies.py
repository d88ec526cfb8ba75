"""Every view says who may use it; `accounts` enforces it before the view runs, and refuses a view that says nothing (T1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """`permission` is a declared key, or None where being signed in is enough; `is_public` needs no one signed in.

    `place`: inside; at the door, where people choose a password or set up their phone before anything else; or at the
    lock, where a locked screen is opened.
    `needs_fresh_proof`: the person proved who he is within the last five minutes (T66).
    """

    permission: str | None = None
    is_public: bool = False
    place: Literal["inside", "door", "lock"] = "inside"
    needs_fresh_proof: bool = False


def policy(permission: str) -> Callable[[View], View]:
    """`@policy("patients.view")`: whoever holds the permission in some branch may enter; the query narrows to his branches."""
    return _declare(Policy(permission))


def signed_in(view: View) -> View:
    """Anyone of the staff; the view itself shows only what is his."""
    return _declare(Policy())(view)


def at_the_door(view: View) -> View:
    """Signed in, but perhaps held until a password is chosen or a second factor set up."""
    return _declare(Policy(place="door"))(view)


def at_the_lock(view: View) -> View:
    """Signed in, even while the screen is locked."""
    return _declare(Policy(place="lock"))(view)


def freshly_proven(view: View) -> View:
    """Besides the policy that stands below it: the person proved who he is within the last five minutes (T66)."""
    return _declare(replace(view.policy, needs_fresh_proof=True))(view)  # type: ignore[attr-defined]


def public(view: View) -> View:
    """Anyone at all: sign-in, health check, static answers."""
    return _declare(Policy(is_public=True))(view)


def _declare(declared: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = declared  # type: ignore[attr-defined]
        return view

    return mark
