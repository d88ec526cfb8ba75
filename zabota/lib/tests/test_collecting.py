import gc

import pytest

from zabota.lib.collecting import without_looking_for_circles


def test_the_collector_rests_within_the_portion_and_works_after_it_even_after_a_failure():
    with pytest.raises(RuntimeError), without_looking_for_circles():
        assert not gc.isenabled()
        with without_looking_for_circles():
            pass
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()
