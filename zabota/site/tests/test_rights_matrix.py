"""Every route answers every role as `rights_matrix.txt` says: 0 unknown cells (T2)."""

import pytest

from zabota.site.testing.rights import HOW_TO_WRITE, MATRIX, METHODS, routes, written_lines

HEAD = """\
# Who gets what answer from every address: written by `python -m zabota rights --write`, read by people.
# How to read a line, and how a module shows an object for its routes: zabota/site/testing/rights.py.
"""


@pytest.fixture(scope="module")
def observed(request):
    """Lines as the program answers today; with --write-rights they become the file."""
    lines = []
    yield lines
    if request.config.getoption("--write-rights"):
        MATRIX.write_text(HEAD + "\n".join(sorted(lines)) + "\n")


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_route_answers_each_role_as_written(request, rights_matrix, observed, route):
    lines = [line for method in METHODS if (line := rights_matrix.line(route, method))]
    observed.extend(lines)
    if request.config.getoption("--write-rights"):
        return
    written = written_lines()
    expected = [written[key] for method in METHODS if (key := f"{route.name} {method}") in written]
    assert lines == expected, HOW_TO_WRITE


def test_the_file_names_no_route_that_is_gone():
    names = {route.name for route in routes()}
    gone = [key for key in written_lines() if key.split()[0] not in names]
    assert gone == [], HOW_TO_WRITE
