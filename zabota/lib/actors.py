"""Who did it."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "system", "patient"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change: a user of the clinic, a patient on the portal, or the program itself acting by a rule."""

    kind: ActorKind
    user_id: int | None = None
    branch_id: int | None = None


SYSTEM = Actor("system")
