"""The shell lists our commands in the user's language, and refuses in one line what is not written as it should be."""

import pytest
from django.core.management import get_commands

from zabota.site import command_line, shell
from zabota.site.command_line import main


def refusal_of(capsys, *arguments: str) -> str:
    """What is told, without the database having been brought up."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    return told.err


@pytest.fixture
def no_database(monkeypatch):
    def brought_up(home):
        raise AssertionError("The database was brought up.")

    monkeypatch.setattr(command_line, "ensure_running", brought_up)


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_ours_are_listed_with_a_line_each_and_djangos_are_not(capsys, no_database, arguments):
    main(arguments)
    lines = capsys.readouterr().out.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted(shell.spelled(name) for name in shell.our_commands())
    assert "  erase                 Забыть людей навсегда." in lines
    assert max(map(len, lines)) <= 120


def test_a_command_tells_how_it_is_written(capsys, no_database):
    main(["help", "setup-code"])
    assert capsys.readouterr().out.startswith("Пишется так: zabota setup-code\n\nПоказать код,")
    main(["import", "--help"])
    told = capsys.readouterr().out
    assert "ФАЙЛ" in told
    assert "--traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["imprt"], "zabota: Команды «imprt» нет. Может быть, «import»? Все команды: zabota --help\n"),
        (["сделай"], "zabota: Команды «сделай» нет. Все команды: zabota --help\n"),
        (["origins"], "zabota: Команда так не пишется. Пишется так: zabota origins [--proposals OUT2.csv] OUT.csv\n"),
        (["setup-code", "extra"], "zabota: Команда так не пишется. Пишется так: zabota setup-code\n"),
        (["audit", "нет.csv"], "zabota: Нет такого файла: нет.csv\n"),
    ],
)
def test_what_is_written_wrongly_is_one_line(capsys, no_database, arguments, told):
    assert refusal_of(capsys, *arguments) == told


def test_a_value_that_does_not_fit_is_named(capsys, no_database):
    told = refusal_of(capsys, "serve", "--port", "дверь")
    assert told.startswith("zabota: Значение --port не подходит. Пишется так: zabota serve [--port PORT]")
    assert told.count("\n") == 1


def test_djangos_own_commands_are_there_for_developers(capsys, no_database):
    assert {"migrate", "makemigrations", "shell"} <= set(get_commands())
    main(["check"])
    assert "no issues" in capsys.readouterr().out
