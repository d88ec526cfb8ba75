import pytest

from zabota.core.patients.benches.search import run


@pytest.mark.django_db
def test_the_bench_of_the_search_finds_whom_it_asks_for():
    figures = {figure.name: figure.figure for figure in run(300, 900, questions=20)}
    found = {name.split(",")[0]: share for name, share in figures.items() if name.endswith("first 8")}
    assert len(figures) == 32
    assert {name: share for name, share in found.items() if "tail" not in name and share < 70} == {}
