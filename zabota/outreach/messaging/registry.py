"""Slots of messaging: ways out, words that are filled in, and what is written to patients."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from zabota.lib.registry import Registry


class ChannelError(Exception):
    """Why a message was not handed over, in words for the desk. A permanent one is not tried again."""

    def __init__(self, words: object, *, permanent: bool = False) -> None:
        super().__init__(str(words))
        self.permanent = permanent


class ChannelDown(ChannelError):
    """Nothing can leave by this channel now, whoever it is for."""


class Doubtful(ChannelError):
    """The gateway may have taken it: the answer was lost, or says nothing."""


@dataclass(frozen=True)
class Outgoing:
    """What a channel is given. `key` is the same at every attempt of one message; the gateway may tell `reports_to`
    what became of it."""

    key: UUID
    address: str
    subject: str
    text: str
    reports_to: str = ""


Outcome = Literal["accepted", "delivered", "undelivered"]


@dataclass(frozen=True)
class Report:
    """What a gateway tells afterwards of one message."""

    outcome: Outcome
    gateway_id: str = ""


@dataclass(frozen=True)
class MessageChannel:
    """A way out. `key` is a `patients.Channel`, `contact_kind` the contact that it writes to.

    `send` hands one message over and answers with the gateway's id of it ("" where it gives none); it raises
    ChannelError, ChannelDown or Doubtful. `reaches(address)` tells a mobile number from a landline. `per_second` is how
    many may leave. What lies open on a shared phone is not `is_private`: such a text tells nothing of health (T35).
    Where the gateway `absorbs_repeats` of a key, a doubtful message is sent again; elsewhere never by itself (F4).
    `segments(text)` is how many messages the operator bills. `read_report` understands the words of a report's address;
    None: they tell nothing new.
    """

    key: str
    title: object
    contact_kind: str
    is_configured: Callable[[], bool] = field(compare=False)
    send: Callable[[Outgoing], str] = field(compare=False)
    reaches: Callable[[str], bool] = field(compare=False)
    per_second: Callable[[], float] = field(compare=False)
    has_subject: bool = False
    is_private: bool = False
    absorbs_repeats: bool = False
    segments: Callable[[str], int] = field(default=lambda text: 1, compare=False)
    read_report: Callable[[Mapping[str, str]], Report | None] = field(default=lambda words: None, compare=False)


@dataclass(frozen=True)
class MergeField:
    """A word in braces that is filled in when a message is written. `sample` stands in previews.

    What `tells_of_health` (a service, a speciality, a preparation) never stands in a subject or on an open channel.
    """

    key: str
    title: object
    sample: object
    tells_of_health: bool = False


@dataclass(frozen=True)
class Words:
    """A subject, where the channel has one, and a text, with merge fields in braces."""

    text: object
    subject: object = ""


@dataclass(frozen=True)
class MessageTemplate:
    """What is written to patients on an occasion: the program's own words by channel, until the clinic writes others.

    `still_true(sources)` names those sources, of waiting messages, that have not lost their sense meanwhile; it is asked
    once for many, right before they leave.
    """

    key: str
    title: object
    purpose: str
    fields: Sequence[str]
    words: Mapping[str, Words]
    still_true: Callable[[Sequence[str]], Collection[str]] | None = field(default=None, compare=False)


#: The job that hands messages over.
DELIVERY = "messaging.deliver"

channels: Registry[MessageChannel] = Registry("channels")
merge_fields: Registry[MergeField] = Registry("merge fields")
message_templates: Registry[MessageTemplate] = Registry("message templates")
