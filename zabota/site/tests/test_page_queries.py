"""Every page takes as many queries as `page_queries.txt` says: twelve at most, and no more where there are more rows."""

import pytest

from zabota.site.testing.page_queries import (
    HOW_TO_WRITE,
    LARGE,
    LIMIT,
    MAY_TAKE_MORE,
    SMALL,
    counted,
    line_of,
    write_lines,
    written_lines,
)

#: The pages are counted once for all the tests: they are of one worker.
pytestmark = pytest.mark.xdist_group("page_queries")


@pytest.fixture(scope="module")
def pages(cluster, django_db_setup, django_db_blocker):
    """Queries of every page in a small clinic and in a larger one."""
    with django_db_blocker.unblock():
        yield counted(cluster, *SMALL), counted(cluster, *LARGE)


def test_every_page_takes_the_queries_that_are_written(request, pages):
    _small, large = pages
    lines = [line_of(name, counts) for name, counts in large.items()]
    if request.config.getoption("--write-page-queries"):
        write_lines(lines)
    assert lines == written_lines(), HOW_TO_WRITE


def test_no_page_takes_more_than_twelve(pages):
    _small, large = pages
    wide = {name for name, counts in large.items() if max(counts.values()) > LIMIT}
    assert wide == MAY_TAKE_MORE


def test_no_page_takes_more_queries_where_there_are_more_rows(pages):
    small, large = pages
    assert set(small) == set(large)
    grown = {
        name: (small[name], counts)
        for name, counts in large.items()
        if any(count > small[name][role] for role, count in counts.items())
    }
    assert grown == {}
