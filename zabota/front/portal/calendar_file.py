"""A visit as a calendar file (RFC 5545), which any telephone opens."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.queries.remote import remote_link_of

LINE = 73


def calendar_file(visit: Appointment, *, clinic: str, address: str) -> bytes:
    """A remote consultation is where its link leads. What is done is not named: a calendar is read by others too. Folded lines of at most 75 octets, CRLF."""
    branch = visit.branch
    there = ", ".join(part for part in (branch.name, branch.city, branch.address) if part) if branch else clinic
    place = remote_link_of(visit) or there
    title = _("Visit: %(clinic)s") % {"clinic": clinic}
    is_off = visit.status == Status.CANCELLED
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zabota//Booking//EN", "BEGIN:VEVENT",
        f"UID:{visit.public_id}@zabota", f"DTSTAMP:{_instant(timezone.now())}",
        f"DTSTART:{_instant(visit.starts_at)}", f"DTEND:{_instant(visit.ends_at)}",
        f"SUMMARY:{_escaped(title)}", f"LOCATION:{_escaped(place)}",
        f"URL:{address}", f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(clinic)}", "TRIGGER:-PT2H", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Long lines go on after a space; no letter is torn apart."""
    pieces, piece = [], b""
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > LINE:
            pieces.append(piece)
            piece = b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
