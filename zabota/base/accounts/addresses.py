"""Where a request comes from."""

import ipaddress

from django.http import HttpRequest

PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_from_this_machine(request: HttpRequest) -> bool:
    """The peer is loopback and no proxy on this machine passes a stranger's request on."""
    return _is_loopback(_peer(request)) and not any(name in request.META for name in PASSED_ON)


def address_of(request: HttpRequest) -> str | None:
    """The peer's address. Behind a proxy on this machine: the address that the proxy itself saw, the last one it wrote."""
    peer = _peer(request)
    passed_on: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if _is_loopback(peer) and _is_address(passed_on):
        return passed_on
    return peer if _is_address(peer) else None


def _peer(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
