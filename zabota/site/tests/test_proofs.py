"""A smoke of every long proof; `make prove` runs them at their full size."""

import pytest
from django.utils.module_loading import autodiscover_modules

from zabota.lib.proving import proofs

autodiscover_modules("proofs")


@pytest.mark.parametrize("name", proofs.keys())
def test_the_proof_holds_at_its_smoke_size(committed_db, name):
    shown = proofs[name].run(proofs[name].smoke)
    assert "\n" not in shown
