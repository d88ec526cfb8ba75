"""What `zabota bench` and `zabota prove` print, and that they keep away from the clinic's database."""

import json
import os

import pytest

from zabota.lib.benching import BenchFigure
from zabota.lib.proving import Proof
from zabota.site import command_line
from zabota.site.management.commands import bench, prove


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (
            BenchFigure.at_most("search: phone tail, p95", 0.5, "ms", budget=15),
            "holds  search: phone tail, p95: 0.5 ms (budget 15)",
        ),
        (BenchFigure.at_most("dedupe", 61.0, "s", budget=60), "MISSED dedupe: 61 s (budget 60)"),
        (BenchFigure.at_least("F1", 0.96, "", budget=0.965), "MISSED F1: 0.96  (budget 0.965)"),
        (BenchFigure.for_comparison("Splink", 120.0, "s"), "       Splink: 120 s"),
    ],
)
def test_a_figure_is_a_line_for_people(figure, line):
    assert bench.as_line(figure) == line


def test_a_figure_is_a_json_object_for_programs():
    told = bench.as_json(BenchFigure.at_most("Поиск", 11.5, "ms", budget=15))
    assert json.loads(told) == {"name": "Поиск", "figure": 11.5, "unit": "ms", "budget": 15, "holds": True}


def test_a_failed_proof_is_told_and_the_next_one_runs(committed_db, capsys):
    def fails(rounds):
        raise AssertionError(f"{rounds} rows are lost")

    command = prove.Command()
    assert command.run(Proof("planted", fails, full=20, smoke=2), size=2) is False
    assert command.run(Proof("planted", lambda rounds: f"{rounds} kills", full=20, smoke=2), size=20) is True
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" in ")[0] for line in lines] == ["FAILED planted", "proved planted"]
    assert [line.split(": ")[1] for line in lines] == ["2 rows are lost", "20 kills"]


def test_measuring_never_meets_the_clinics_database(tmp_path, monkeypatch):
    monkeypatch.setenv("ZABOTA_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://zoya@db.clinic.example/clinic")
    command_line.keep_away_from_the_clinic()
    assert command_line.zabota_home() == tmp_path / "measuring"
    assert "DATABASE_URL" not in os.environ
