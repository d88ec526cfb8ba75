"""Who comes, as the public form says it."""

from dataclasses import dataclass
from datetime import date

from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.queries.contacts import value_index


@dataclass(frozen=True)
class Visitor:
    """Who comes, as typed. `phone` is a whole number in E.164; `is_relative`: it belongs to whoever books for him. His date
    of birth is asked for only where the doctor does not receive every age. `kinship` is what the booker is to a relative, a
    `RelationKind`, "" where he does not say. With `email` it is a mailbox that a code proved, and not the phone."""

    name: str
    phone: str
    is_relative: bool = False
    birth_date: date | None = None
    kinship: str = ""
    email: str = ""

    @property
    def phone_index(self) -> bytes:
        return value_index(self.phone)

    @property
    def mail_index(self) -> bytes | None:
        return value_index(self.email) if self.email else None

    @property
    def typed_index(self) -> bytes:
        typed = f"{self.phone}:{' '.join(self.name.split()).casefold()}:{self.is_relative}:{self.birth_date or ''}"
        return blind_index(typed, label="portal.typed")
