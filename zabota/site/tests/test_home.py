"""The keys of an installation: made before its first start, and never made anew beside data they did not seal."""

import stat

import pytest

from zabota.site.home import KeysUnavailable, key_file, open_keys


def test_a_new_home_gets_keys_that_only_its_owner_reads(tmp_path):
    keys = open_keys(tmp_path)
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600
    assert open_keys(tmp_path) == keys


def test_lost_keys_are_not_replaced_beside_data(tmp_path):
    open_keys(tmp_path)
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    key_file(tmp_path).rename(tmp_path / "elsewhere")
    with pytest.raises(KeysUnavailable, match=r"keys\.json is missing, and the data are sealed with its keys: .*\.$"):
        open_keys(tmp_path)
    assert not key_file(tmp_path).exists()


@pytest.mark.parametrize("content", ["", "{}}", '{"fields": {}}'])
def test_a_damaged_key_file_is_told_in_one_line(tmp_path, content):
    open_keys(tmp_path)
    key_file(tmp_path).write_text(content)
    with pytest.raises(KeysUnavailable, match=r"^The key file .*keys\.json cannot be read: .*$"):
        open_keys(tmp_path)
