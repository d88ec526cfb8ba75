"""A visitor of the public pages, for tests: he keeps what the pages sign for him, and no cookies."""

import re
from datetime import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from zabota.core.catalog.models import OnlineMode, Service
from zabota.core.staff.testing import anna
from zabota.work.scheduling.models import Performer
from zabota.work.scheduling.testing import a_service, days_ago, receives

HOURS = (time(9), time(12))


def an_online_service(name: str = "Приём ортопеда", online: str = OnlineMode.INSTANT, *, days: int = 3) -> Service:
    """A service that Anna performs in the mornings from in three days on."""
    service = a_service(name, online=online)
    doctor = anna()
    if not Performer.objects.filter(doctor=doctor, service=service).exists():
        Performer.objects.create(doctor=doctor, service=service)
    if not doctor.shifts.exists():
        for ahead in range(days, days + 3):
            receives(doctor, on=days_ago(-ahead), hours=HOURS)
    return service


def consent_on(page: Any) -> str:
    """The token of the text of consent that a page shows; "" where it shows none."""
    found = re.search(r'name="consent"\s+value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


class Visitor:
    """Walks through the pages as a browser without JavaScript would."""

    def __init__(self, address: str = "203.0.113.7") -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address, HTTP_ACCEPT_LANGUAGE="ru")

    def times_of(self, service: Service, **asked: Any) -> list[str]:
        """What the buttons of the page of times would send."""
        page = self.client.get(reverse("portal:times"), {"service": service.public_id, **asked})
        return re.findall(r'name="slot"\s+value="([^"]+)"', page.content.decode())

    def hold(self, service: Service, slot: str, **sent: Any) -> Any:
        return self.client.post(reverse("portal:hold"), {"service": service.public_id, "slot": slot, **sent})

    def say_who(self, held: Any, *, name: str = "Павел Сорокин", phone: str = "8 916 700-11-22", **sent: Any) -> Any:
        """Sends the form behind the answer of `hold`, under the text that its page shows."""
        address = urlsplit(held.headers["Location"])
        carried = {key: values[0] for key, values in parse_qs(address.query).items()}
        agreed = consent_on(self.client.get(address.path, carried))
        typed = {"name": name, "phone": phone, "whose": "self", "consent": agreed}
        return self.client.post(address.path, {**typed, **carried, **sent})

    def ask_for_call(self, **typed: Any) -> Any:
        """Sends the form «leave your number»."""
        agreed = consent_on(self.client.get(reverse("portal:callback")))
        return self.client.post(reverse("portal:callback"), {"consent": agreed, **typed})

    def book(self, service: Service, *, nth: int = 0, **typed: Any) -> Any:
        return self.say_who(self.hold(service, self.times_of(service)[nth]), **typed)
