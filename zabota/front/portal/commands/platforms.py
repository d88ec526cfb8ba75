"""Booking platforms (R301): the clinic lists them and opens their doors; a platform books a time that is offered online."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.base.postgres.sealed import blind_index
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.front.portal.commands.booking import book_hold, wanted_on_offer
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.events import PlatformChanged
from zabota.front.portal.models import OnlineBooking, Platform, PlatformBooking, Step
from zabota.front.portal.queries.offering import value_of
from zabota.front.portal.queries.platforms import secret_index
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.rules import PATIENT
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import AnotherRequest, hold_slot
from zabota.work.scheduling.commands.holding import ONLINE_HOLD
from zabota.work.scheduling.models import HoldPurpose

SECRET_BYTES = 32


@dataclass(frozen=True)
class AskedVisit:
    """What a platform books. `foreign_id` is its own number of the booking, the same in every repetition."""

    foreign_id: str
    service: Service
    doctor: Doctor
    branch: Branch
    starts_at: datetime
    visitor: Visitor

    @property
    def index(self) -> bytes:
        """A keyed hash of everything that is asked: a repetition is known by it."""
        what = f"{self.service.pk}:{self.doctor.pk}:{self.branch.pk}:{self.starts_at.astimezone(UTC).isoformat()}"
        return blind_index(f"{what}:{self.visitor.typed_index.hex()}", label="portal.platform.asked")


@transaction.atomic
def add_platform(*, name: str, proves_phone: bool, by: Actor) -> Platform:
    """List a platform; its door stays shut until it gets a secret. Raises Refused for a name that is listed already."""
    try:
        with transaction.atomic():
            platform = Platform.objects.create(name=" ".join(name.split()), proves_phone=proves_phone)
    except IntegrityError:
        raise Refused(_("This platform is listed already."), field="name") from None
    record(PlatformChanged(platform.pk, "added"), by=by)
    return platform


@transaction.atomic
def open_door_to(*, platform: Platform, by: Actor) -> str:
    """A new secret for a platform, told this once and kept as a hash; the one before opens nothing any more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    Platform.objects.filter(pk=platform.pk).update(secret_index=secret_index(secret))
    record(PlatformChanged(platform.pk, "opened"), by=by)
    return secret


@transaction.atomic
def shut_door_to(*, platform: Platform, by: Actor) -> None:
    """The platform books nothing any more; what it has booked stays."""
    if Platform.objects.filter(pk=platform.pk, secret_index__isnull=False).update(secret_index=None):
        record(PlatformChanged(platform.pk, "shut"), by=by)


@transaction.atomic
def book_from_platform(*, platform: Platform, asked: AskedVisit) -> tuple[OnlineBooking, bool]:
    """The booking, and whether it is new: the same request again answers with what it made, however often and however many
    at once (F20).

    Raises TimeIsTaken for what is not offered online now, AnotherRequest for another request under the same number,
    TooManyBookings, PatientIsNotAccepted.
    """
    _one_at_a_time(platform.pk, asked.foreign_id)
    made = PlatformBooking.objects.select_related("booking__appointment").filter(
        platform=platform, foreign_id=asked.foreign_id
    ).first()  # fmt: skip
    if made is not None:
        if bytes(made.asked_index) != asked.index:
            raise AnotherRequest(_("Under this number another visit has been booked."))
        return made.booking, False
    booking = _book(platform, asked)
    PlatformBooking.objects.create(
        platform=platform, foreign_id=asked.foreign_id, asked_index=asked.index, booking=booking
    )
    return booking, True


def _book(platform: Platform, asked: AskedVisit) -> OnlineBooking:
    wanted = wanted_on_offer(asked.service, value_of(asked.doctor, asked.branch, asked.starts_at))
    hold = hold_slot(
        wanted=wanted, purpose=HoldPurpose.ONLINE, until=timezone.now() + ONLINE_HOLD, holder=_holder(platform.public_id),
        by=PATIENT,
    )  # fmt: skip
    trail = Trail(uuid4(), settings.LANGUAGE_CODE, platform.name, "platform")
    booking = book_hold(hold, asked.visitor, trail, None, platform.proves_phone)
    note_step(trail=trail, step=Step.BOOKED)
    return booking


def _holder(platform: UUID) -> str:
    return f"platform:{platform.hex}"


def _one_at_a_time(platform_id: int, foreign_id: str) -> None:
    """Two repetitions sent at once are one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('portal.platform:' || %s, %s))", [foreign_id, platform_id]
        )
