"""R025: what is sealed opens only in its own place, with its own key."""

import json
import stat
import threading

import pytest

from zabota.lib.sealing import CannotUnseal, Keyring

KEYS = Keyring.generate()
PHONE = "+79171234567"


def sealed(row_id=1, label="contact.value"):
    return KEYS.seal(PHONE, label=label, row_id=row_id)


def test_a_sealed_value_opens_in_its_own_row_and_field():
    assert KEYS.unseal(sealed(), label="contact.value", row_id=1) == PHONE


def test_the_same_value_never_looks_the_same():
    assert sealed() != sealed()
    assert PHONE.encode() not in sealed()


@pytest.mark.parametrize(("label", "row_id"), [("contact.value", 2), ("lead.phone", 1)])
def test_a_value_moved_elsewhere_does_not_open(label, row_id):
    with pytest.raises(CannotUnseal):
        KEYS.unseal(sealed(), label=label, row_id=row_id)


def test_any_changed_byte_is_noticed():
    original = sealed()
    for place in range(len(original)):
        changed = bytearray(original)
        changed[place] ^= 1
        with pytest.raises(CannotUnseal):
            KEYS.unseal(bytes(changed), label="contact.value", row_id=1)


@pytest.mark.parametrize("length", [0, 1, 20])
def test_a_truncated_value_does_not_open(length):
    with pytest.raises(CannotUnseal):
        KEYS.unseal(sealed()[:length], label="contact.value", row_id=1)


def test_an_older_key_still_opens_what_it_sealed():
    old = sealed()
    rotated = Keyring({**KEYS.current, "fields": 2}, {**KEYS.keys, "fields": {**KEYS.keys["fields"], 2: b"k" * 32}})
    assert rotated.unseal(old, label="contact.value", row_id=1) == PHONE
    assert rotated.seal(PHONE, label="contact.value", row_id=1)[0] == 2


def test_equal_values_of_one_label_share_a_blind_index_that_needs_the_key():
    index = KEYS.blind_index(PHONE, label="phone")
    assert index == KEYS.blind_index(PHONE, label="phone")
    assert index != KEYS.blind_index(PHONE, label="email")
    assert index != Keyring.generate().blind_index(PHONE, label="phone")


def test_the_key_file_is_the_owners_alone_and_is_never_overwritten(tmp_path):
    path = tmp_path / "secrets" / "keys.json"
    KEYS.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        Keyring.generate().save(path)
    assert Keyring.load(path) == KEYS
    assert set(json.loads(path.read_text())) == {"fields", "blind_index", "sessions", "links", "audit"}


def test_processes_that_start_at_once_agree_on_the_keys(tmp_path):
    path, found = tmp_path / "keys.json", []
    threads = [threading.Thread(target=lambda: found.append(Keyring.load_or_generate(path))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(keyring == found[0] for keyring in found)
    assert len(found) == 20
