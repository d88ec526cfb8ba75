"""Every route answers every role as `rights_matrix.txt` says: 0 unknown cells (T2)."""

import pytest

from zabota.site.testing.rights import HOW_TO_WRITE, METHODS, routes, write_lines, written_lines


@pytest.fixture(scope="module")
def observed(request):
    """Lines by route, as the program answers today; with --write-rights they go into the file."""
    lines = {}
    yield lines
    if request.config.getoption("--write-rights"):
        write_lines(lines)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_route_answers_each_role_as_written(request, rights_matrix, observed, route):
    observed[route.name] = [line for method in METHODS if (line := rights_matrix.line(route, method))]
    if not request.config.getoption("--write-rights"):
        written = [line for key, line in written_lines().items() if key.split()[0] == route.name]
        assert observed[route.name] == written, HOW_TO_WRITE


def test_the_file_names_no_route_that_is_gone():
    names = {route.name for route in routes()}
    gone = [key for key in written_lines() if key.split()[0] not in names]
    assert gone == [], HOW_TO_WRITE
