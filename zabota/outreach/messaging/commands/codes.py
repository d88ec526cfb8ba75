"""One-time codes by SMS or by e-mail: whoever types the code has the phone in his hand, or reads the mailbox (T31).

Nothing here looks at cards: a number that the clinic knows and one that it does not are answered alike (T32).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.base.jobs.commands import enqueue
from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.models import Channel
from zabota.core.patients.queries.contacts import value_index
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import SYSTEM, Actor
from zabota.lib.emails import MaskedEmail, parse_emails
from zabota.lib.errors import Refused
from zabota.lib.phones import MaskedPhone, parse_phones
from zabota.outreach.messaging.commands.sending import send_to_address
from zabota.outreach.messaging.models import OneTimeCode, Purpose
from zabota.outreach.messaging.queries.codes import wait_for_code
from zabota.outreach.messaging.registry import DELIVERY

DIGITS, TRIES = 6, 5
LIVES = timedelta(minutes=10)
KEPT = timedelta(days=2)


class PhoneIsUnclear(Refused):
    """Not a number to which a code could be sent."""


class MailboxIsUnclear(Refused):
    """Not an address to which a code could be sent."""


class TooManyCodes(Refused):
    """Another code may be sent after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, ceil(wait / timedelta(minutes=1)))
        words = ngettext(
            "Too many codes were asked for. Try again in %(minutes)d minute.",
            "Too many codes were asked for. Try again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(words % {"minutes": minutes}, field="phone")
        self.wait = wait


class CodeIsWrong(Refused):
    """Not the digits that were sent; `tries_left` more may be typed."""

    def __init__(self, tries_left: int) -> None:
        words = ngettext(
            "The code is wrong. %(count)d try is left.", "The code is wrong. %(count)d tries are left.", tries_left
        )
        super().__init__(words % {"count": tries_left}, field="code")
        self.tries_left = tries_left


class CodeIsOver(Refused):
    """Typed too late, too often, or for something else: a new one must be asked for."""

    def __init__(self) -> None:
        super().__init__(_("This code is no longer good. Ask for a new one."), field="code")


@dataclass(frozen=True)
class SentCode:
    """`challenge` is kept by the page that asked, in its own signed state: the code opens for it alone."""

    challenge: UUID
    to: MaskedPhone | MaskedEmail
    expires_at: datetime


def send_code(*, phone: str, purpose: str, asker: str = "", language: str = "", by: Actor = SYSTEM) -> SentCode:
    """Send six digits to a mobile number, as typed by hand; good for ten minutes and five tries.

    `purpose` says what the code opens ("booking"), `asker` is the network address that asks. A new code ends the older
    ones of this phone and purpose. Raises PhoneIsUnclear, TooManyCodes, CannotBeSent.
    """
    number = normal_phone(phone)
    sent = _send(number, Channel.SMS, purpose, asker, language, by)
    return SentCode(sent.public_id, MaskedPhone(number), sent.expires_at)


def send_code_by_mail(*, email: str, purpose: str, asker: str = "", language: str = "", by: Actor = SYSTEM) -> SentCode:
    """The same to a mailbox, within the same limits. Raises MailboxIsUnclear, TooManyCodes, CannotBeSent."""
    address = normal_email(email)
    sent = _send(address, Channel.EMAIL, purpose, asker, language, by)
    return SentCode(sent.public_id, MaskedEmail(address), sent.expires_at)


@transaction.atomic
def _send(address: str, channel: str, purpose: str, asker: str, language: str, by: Actor) -> OneTimeCode:
    address_index, asker_index = value_index(address), _asker_index(asker)
    _one_at_a_time()
    now = timezone.now()
    wait = wait_for_code(address_index, asker_index, now)
    if wait is not None:
        raise TooManyCodes(wait)
    earlier = OneTimeCode.objects.filter(phone_index=address_index, purpose=purpose, used_at__isnull=True)
    earlier.filter(expires_at__gt=now, created_at__lt=now).update(expires_at=now)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = OneTimeCode(
        purpose=purpose, phone_index=address_index, asker_index=asker_index, created_at=now, expires_at=now + LIVES
    )
    code.code_hash = _hash(code, digits)
    code.save(force_insert=True)
    send_to_address(
        address=address, channel=channel, purpose=Purpose.CODE, source=f"code:{code.public_id}",
        fields={"code": digits}, expires_at=code.expires_at, language=language, by=by,
    )  # fmt: skip
    enqueue(DELIVERY, by=by)
    return code


def check_code(*, challenge: UUID, phone: str, code: str, purpose: str) -> str:
    """The number, in E.164, whose holder typed the right digits; a code opens once. Raises CodeIsWrong, CodeIsOver.

    Not to be called within a transaction: a wrong try is counted whatever becomes of the request.
    """
    number = normal_phone(phone)
    _check(challenge, number, code, purpose)
    return number


def check_mailed_code(*, challenge: UUID, email: str, code: str, purpose: str) -> str:
    """The same for the mailbox to which the code went."""
    address = normal_email(email)
    _check(challenge, address, code, purpose)
    return address


def _check(challenge: UUID, address: str, code: str, purpose: str) -> None:
    tries_left = _try(challenge, value_index(address), code, purpose)
    if tries_left is not None:
        raise CodeIsWrong(tries_left) if tries_left else CodeIsOver


@transaction.atomic(durable=True)
def _try(challenge: UUID, phone_index: bytes, typed: str, purpose: str) -> int | None:
    """None where the digits are right, else how many tries are left."""
    codes = OneTimeCode.objects.select_for_update().filter(pk=challenge, purpose=purpose, phone_index=phone_index)
    code = codes.filter(used_at__isnull=True, expires_at__gt=timezone.now(), tries__lt=TRIES).first()
    if code is None:
        return 0
    code.tries += 1
    digits = "".join(letter for letter in typed if letter.isdigit())
    is_right = hmac.compare_digest(bytes(code.code_hash), _hash(code, digits))
    if is_right:
        code.used_at = timezone.now()
    code.save(update_fields=["tries", "used_at"])
    return None if is_right else TRIES - code.tries


def normal_phone(phone: str) -> str:
    """The one complete number of what was typed, in E.164. Raises PhoneIsUnclear."""
    numbers = [each.e164 for each in parse_phones(phone, the_practice().country) if each.e164]
    if len(numbers) != 1:
        raise PhoneIsUnclear(_("Write the number of a mobile phone."), field="phone")
    return numbers[0]


def normal_email(email: str) -> str:
    """The one valid address of what was typed, in lower case. Raises MailboxIsUnclear."""
    addresses = [each.address for each in parse_emails(email) if each.is_valid]
    if len(addresses) != 1:
        raise MailboxIsUnclear(_("Write the address of a mailbox."), field="email")
    return addresses[0]


def forget_old_codes() -> int:
    """Codes that count in no limit any more; returns how many."""
    return OneTimeCode.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _hash(code: OneTimeCode, digits: str) -> bytes:
    return blind_index(f"{code.public_id}:{digits}", label="messaging.code")


def _asker_index(address: str) -> bytes | None:
    return blind_index(address, label="messaging.asker") if address else None


def _one_at_a_time() -> None:
    """Codes are few: one queue for all makes every limit exact under any parallel asking."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('messaging.send_code'))")
