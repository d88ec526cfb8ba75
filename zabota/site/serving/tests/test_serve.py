"""`zabota serve` says what is wrong in one line, before it has started anything."""

import socket

import pytest
from django.core.management import CommandError

from zabota.site.command_line import main
from zabota.site.management.commands.serve import refuse_taken_port
from zabota.site.messages import catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Visits"\nmsgstr "Приёмы"\n'


def test_a_taken_port_is_told_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^Порт {port} занят другой программой: .* --port 8123\.$"):
            refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", -1), ("127.0.0.1", 70_000), ("192.0.2.1", 8123)])
def test_what_is_no_place_to_serve_at_is_told_in_one_line(host, port):
    with pytest.raises(CommandError, match=rf"^На адресе {host} и порту {port} открыться нельзя: .*\.$"):
        refuse_taken_port(host, port)


@pytest.fixture
def fresh_sources(tmp_path, monkeypatch):
    """Sources with a catalogue that nobody has compiled."""
    folder = tmp_path / "zabota" / "visits" / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path / "zabota")
    return folder


def told_by_serve(capsys) -> list[str]:
    with pytest.raises(SystemExit):
        main(["serve", "--port", "дверь"])
    return capsys.readouterr().err.splitlines()[:-1]


def test_fresh_sources_get_their_translations_before_they_are_served(fresh_sources, capsys):
    assert told_by_serve(capsys) == []
    assert "Приёмы".encode() in (fresh_sources / "django.mo").read_bytes()


def test_sources_that_cannot_be_written_are_served_with_a_word_about_it(fresh_sources, capsys):
    (fresh_sources / "django.draft").mkdir()
    (line,) = told_by_serve(capsys)
    assert line.startswith("zabota: Переводы не записать (")
