"""A real Kannel with an operator that Kannel itself plays: from the outbox to the phone and back with the report."""

import re
import shutil
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from zabota.core.patients.testing import karina
from zabota.core.practice.testing import samara_centre
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.commands.sending import send_message

#: Debian puts daemons where an ordinary user's PATH does not look, and the operator among the tests.
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/lib/kannel/test"
NEEDED = "This test needs Kannel: run `make test` as root once, or install the packages `kannel` and `kannel-extras`."
SECONDS = 30
CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = admin
smsbox-port = {boxes}
box-allow-ip = "127.0.0.1"
log-file = "{folder}/bearerbox.log"

group = smsc
smsc = fake
smsc-id = operator
port = {operator}
connect-allow-ip = "127.0.0.1"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
log-file = "{folder}/smsbox.log"

group = sendsms-user
username = clinic
password = right
concatenation = true
max-messages = 5
"""


def program(name):
    found = shutil.which(name, path=PLACES)
    if found is None:
        pytest.fail(NEEDED)
    return found


def free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def until(is_so, what):
    """Wait for something that another process does."""
    pause, ends_at = threading.Event(), time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, what
        pause.wait(0.05)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(*command, log):
    with Path(log).open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def operator(tmp_path, monkeypatch):
    """Kannel runs, the clinic knows of it; gives the log of the operator, who writes down whatever he is sent."""
    names = ("admin", "boxes", "operator", "sendsms")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    configuration, seen = tmp_path / "kannel.conf", tmp_path / "operator.log"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, **ports))
    with ExitStack() as stack:
        start = lambda name, *words: stack.enter_context(  # noqa: E731
            running(program(name), *words, log=tmp_path / f"{name}.out")
        )
        start("bearerbox", str(configuration))
        until(lambda: listens(ports["boxes"]) and listens(ports["operator"]), "bearerbox does not listen")
        start("smsbox", str(configuration))
        until(lambda: listens(ports["sendsms"]), "smsbox does not listen")
        stack.enter_context(
            running(program("fakesmsc"), "-m", "0", "-r", str(ports["operator"]), "1 2 text hello", log=seen)
        )
        until(lambda: _is_online(ports["admin"]), "the operator is not connected")
        monkeypatch.setenv("ZABOTA_KANNEL_URL", f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms")
        monkeypatch.setenv("ZABOTA_KANNEL_USER", "clinic")
        monkeypatch.setenv("ZABOTA_KANNEL_SENDER", "Zabota")
        yield seen


def _is_online(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/status.txt?password=admin")
    text = connection.getresponse().read().decode()
    connection.close()
    return "online" in text


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_an_sms_reaches_the_phone_and_its_report_comes_back(operator, web_server, settings, monkeypatch, tmp_path):
    settings.ZABOTA_PUBLIC_URL, settings.ZABOTA_HOME = web_server.url, tmp_path
    (tmp_path / "kannel_password").write_text("right\n")
    monkeypatch.setenv("ZABOTA_KANNEL_PASSWORD_FILE", "kannel_password")
    message = send_message(patient=karina(), purpose="contacts", source="test:1", branch=samara_centre(), by=SYSTEM)
    deliver_due()
    assert state_of(message) in ("sent", "delivered")
    until(lambda: state_of(message) == "delivered", "no report of delivery came")
    until(lambda: _seen(operator), "the operator saw no message")
    assert _seen(operator) == ("Zabota", "+79161231234", str(message.text))


def test_a_wrong_login_closes_the_gateway_and_loses_nothing(operator, db, settings, monkeypatch, tmp_path):
    settings.ZABOTA_HOME = tmp_path
    (tmp_path / "kannel_password").write_text("wrong")
    monkeypatch.setenv("ZABOTA_KANNEL_PASSWORD_FILE", "kannel_password")
    message = send_message(patient=karina(), purpose="contacts", source="test:1", by=SYSTEM)
    deliver_due()
    assert (state_of(message), message.error) == ("queued", "Kannel ответил: 403 Authorization failed for sendsms")


def _seen(operator):
    """Sender, receiver and text of the message as the operator wrote them down: two bytes a letter, quoted as in a URL."""
    found = re.search(r"Got message 1: <(\S+) (\S+) ucs-2 (\S+)>", operator.read_text(errors="replace"))
    if found is None:
        return None
    return found[1], found[2], unquote_to_bytes(found[3].replace("+", " ")).decode("utf-16-be")
