"""Tests talk to nobody outside this machine: a connection elsewhere fails the test that tries it."""

import ipaddress
import socket
from typing import Any

import pytest


class OutsideNetwork(RuntimeError):
    """A test tried to reach another machine."""


class GuardedSocket(socket.socket):
    def connect(self, address: Any) -> None:
        _check(self.family, address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _check(self.family, address)
        return super().connect_ex(address)


def _check(family: int, address: Any) -> None:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = address[0]
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise OutsideNetwork(f"a test must not connect to {host}")


@pytest.fixture(autouse=True, scope="session")
def _no_outside_network() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", GuardedSocket)
        yield
