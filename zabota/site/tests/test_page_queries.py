"""Every page takes as many queries as `page_queries.txt` says: twelve at most, and no more where there are more rows."""

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


def test_pages_take_few_queries_and_no_more_where_there_are_more_rows(
    request, cluster, django_db_setup, django_db_blocker
):
    """One test, for opening every page of two clinics takes its time."""
    with django_db_blocker.unblock():
        small, large = counted(cluster, *SMALL), counted(cluster, *LARGE)
    lines = [line_of(name, counts) for name, counts in large.items()]
    if request.config.getoption("--write-page-queries"):
        write_lines(lines)
    wide = {name for name, counts in large.items() if max(counts.values()) > LIMIT}
    assert wide == MAY_TAKE_MORE
    assert set(small) == set(large)
    grown = {
        name: (small[name], counts)
        for name, counts in large.items()
        if any(count > small[name][role] for role, count in counts.items())
    }
    assert grown == {}
    assert lines == written_lines(), HOW_TO_WRITE
