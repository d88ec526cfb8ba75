"""A person's session: how it begins and ends, when it locks, and how fresh its proof of identity is."""

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone

from zabota.base.accounts.models import User
from zabota.base.accounts.registry import AtTheDoor, tell_witnesses

BACKEND = "zabota.base.accounts.backends.LoginAndPassword"
#: How long the second step of signing in waits for its code.
CODE_MAY_TAKE = timedelta(minutes=5)
#: How old a proof of identity may be for what cannot be undone (T66).
PROOF_HOLDS = timedelta(minutes=5)
#: Presence is written at most this often.
PRESENCE_STEP = timedelta(seconds=30)

Means = Literal["password", "code", "pin", "first_start"]


def begin_session(request: HttpRequest, user: User, *, means: Means) -> None:
    """A new session with this person's rights; nothing of an earlier one is left in it."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session["means"] = means
    note_presence(request)
    if means != "pin":
        note_proof(request)
    happening: Literal["switch", "sign_in"] = "switch" if means == "pin" else "sign_in"
    tell_witnesses(AtTheDoor(happening, user.as_actor(), str(user.public_id), reason=means))


def end_session(request: HttpRequest) -> None:
    user = request.user
    if isinstance(user, User):
        tell_witnesses(AtTheDoor("sign_out", user.as_actor(), str(user.public_id)))
    logout(request)


def keep_session(request: HttpRequest, user: User) -> None:
    """After a change that ends all sessions of this person: all but this one."""
    update_session_auth_hash(request, user)


def await_code(request: HttpRequest, user: User) -> None:
    """The password was right; whoever it is stays anonymous until the code is."""
    request.session.flush()
    request.session["awaited"] = {"user": user.pk, "since": _now()}


def awaited_user(request: HttpRequest) -> User | None:
    awaited = request.session.get("awaited")
    if awaited is None or _now() - awaited["since"] > CODE_MAY_TAKE.total_seconds():
        return None
    return User.objects.select_related("second_factor").filter(pk=awaited["user"], is_active=True).first()


def note_presence(request: HttpRequest, *, idle_seconds: int = 0) -> None:
    """The person was here `idle_seconds` ago; a page that asks by itself says how long nobody touched it."""
    seen_at = _now() - max(0, idle_seconds)
    if seen_at - request.session.get("seen_at", 0) >= PRESENCE_STEP.total_seconds():
        request.session["seen_at"] = seen_at


def is_locked(request: HttpRequest) -> bool:
    idle = _now() - request.session.get("seen_at", _now())
    return "locked_at" in request.session or idle > settings.ZABOTA_IDLE_LOCK_MINUTES * 60


def lock(request: HttpRequest) -> None:
    if "locked_at" not in request.session:
        request.session["locked_at"] = _now()
        tell_witnesses(_at_the_door("lock", request))


def unlock(request: HttpRequest) -> None:
    request.session.pop("locked_at", None)
    request.session["seen_at"] = _now()
    tell_witnesses(_at_the_door("unlock", request))


def note_proof(request: HttpRequest) -> None:
    request.session["proven_at"] = _now()


def is_freshly_proven(request: HttpRequest) -> bool:
    return bool(_now() - request.session.get("proven_at", 0) <= PROOF_HOLDS.total_seconds())


def _at_the_door(happening: Literal["lock", "unlock"], request: HttpRequest) -> AtTheDoor:
    user = request.user
    assert isinstance(user, User)
    return AtTheDoor(happening, user.as_actor(), str(user.public_id))


def _now() -> int:
    return int(timezone.now().timestamp())
