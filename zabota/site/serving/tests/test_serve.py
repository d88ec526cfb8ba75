"""`zabota serve` says what is wrong in one line, before it has started anything."""

import re
import socket

import pytest
from django.core.management import CommandError

from zabota.site.management.commands.serve import refuse_taken_port


def test_a_taken_port_is_told_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            CommandError, match=rf"^Port {port} of 127\.0\.0\.1 cannot be used \(.*\): choose another, .*\.$"
        ):
            refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_number_that_is_no_port_is_refused_in_the_same_words(port):
    with pytest.raises(CommandError, match=re.escape(f"Port {port} of 127.0.0.1 cannot be used")):
        refuse_taken_port("127.0.0.1", port)
