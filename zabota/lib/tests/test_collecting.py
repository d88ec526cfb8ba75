import gc

import pytest

from zabota.lib.collecting import without_looking_for_circles


def a_portion_that_fails() -> None:
    with without_looking_for_circles():
        with without_looking_for_circles():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise RuntimeError


def test_the_collector_rests_within_the_portion_and_works_after_it_even_after_a_failure():
    with pytest.raises(RuntimeError):
        a_portion_that_fails()
    assert gc.isenabled()
