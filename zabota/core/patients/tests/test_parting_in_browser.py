"""A steward parts two cards and says whose is what came after the merge, without a mouse."""

from playwright.sync_api import expect

from zabota.core.patients.commands import add_contact, add_tag
from zabota.core.patients.commands.merging import merge_patients
from zabota.core.patients.models import ContactKind, ContactPoint, Merge
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import rita, vera
from zabota.lib.actors import SYSTEM


def a_merge_with_a_life_after_it():
    karina = a_patient("Демидова", "Карина", phone="+79161230001")
    double = a_patient("Демидова", "Карина", phone="+79161230002")
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    for number in ("+79161230003", "+79161230004"):
        add_contact(patient=karina, kind=ContactKind.PHONE, value=number, by=vera().as_actor())
    return karina, double, merge


def test_what_came_after_a_merge_is_parted_by_keys(new_page):
    karina, double, _merge = a_merge_with_a_life_after_it()
    page = new_page(user=rita())
    page.goto("/duplicates/")
    page.get_by_role("link", name="Разделить").click()
    page.wait_for_url("**/part/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text(vera().full_name)
    page.keyboard.press("2")
    expect(rows.nth(1).get_by_label("отдать другой карточке")).to_be_checked()
    page.get_by_role("button", name="Разделить карточки").press("Enter")
    page.wait_for_url("**/duplicates/")

    assert [Merge.objects.filter(undone_at__isnull=True).count(), ContactPoint.objects.count()] == [0, 4]
    assert sorted(contact.value for contact in karina.contacts.all()) == ["+79161230001", "+79161230003"]
    assert sorted(contact.value for contact in double.contacts.all()) == ["+79161230002", "+79161230004"]


def test_a_colleague_who_was_quicker_is_told_of_and_nothing_is_lost(new_page):
    karina, _double, merge = a_merge_with_a_life_after_it()
    page = new_page(user=rita())
    page.goto(f"/duplicates/merges/{merge.public_id}/part/")
    add_tag(patient=karina, name="волонтёр", by=vera().as_actor())
    page.get_by_role("button", name="Разделить карточки").click()
    expect(page.get_by_text("Пока вы смотрели")).to_be_visible()
    assert Merge.objects.filter(undone_at__isnull=True).exists()


def test_the_split_fits_a_phone_and_reads_well(new_page, accessibility_problems):
    _karina, _double, merge = a_merge_with_a_life_after_it()
    for width, dark in ((390, False), (1440, True)):
        page = new_page(user=rita(), width=width, height=844, dark=dark)
        page.goto(f"/duplicates/merges/{merge.public_id}/part/")
        assert accessibility_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
