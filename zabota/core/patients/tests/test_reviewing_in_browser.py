"""A steward clears the queue with one hand on the keyboard."""

from datetime import date

from playwright.sync_api import expect

from zabota.core.patients.models import DuplicatePair, Merge, PairState, Patient
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import rita

SURNAMES = ["Сорокин", "Зимин", "Лосев", "Громов", "Орлов", "Крылов", "Белов", "Котов", "Панин", "Ильин", "Юрьев"]


def pairs_to_decide() -> list[DuplicatePair]:
    return [a_doubtful_pair(surname, 12.0 - place) for place, surname in enumerate(SURNAMES)]


def a_doubtful_pair(surname: str, weight: float) -> DuplicatePair:
    one = a_patient(
        surname, "Павел", "Ильич", phone="+79161230001", email="pavel@mail.ru", birth_date=date(1985, 4, 12), sex="m",
        city="Самара", card_number=f"{weight:.0f}17", occupation="учитель",
    )  # fmt: skip
    other = a_patient(
        surname, "Паша", "И.", phone="+79161230001", birth_date=date(1985, 12, 4), city="Тольятти", sex="m",
        occupation="преподаватель в музыкальной школе имени Балакирева",
    )  # fmt: skip
    evidence = [("surname", "same", 6.1), ("given", "short", 3.2), ("patronymic", "initial", 1.1), ("birth", "near", 4.0),
                ("phone", "same", 8.7), ("address", "other", -1.2)]  # fmt: skip
    return DuplicatePair.objects.create(
        patient=one, other=other, weight=weight,
        evidence=[{"field": field, "level": level, "weight": bits} for field, level, bits in evidence],
    )  # fmt: skip


def test_ten_pairs_are_cleared_without_a_mouse(new_page):
    pairs = pairs_to_decide()
    page = new_page(user=rita())
    page.goto("/duplicates/review/")
    left = page.locator("#pairs-left")
    shown = page.locator("[data-slot]:not([hidden]) .pair-table")
    for done, key in enumerate(["f", "f", "d", "f", "a", "d", "f", "d", "f", "f"]):
        expect(shown).to_contain_text(SURNAMES[done])
        page.keyboard.press(key)
        expect(left).to_contain_text(str(len(pairs) - done - 1))
    expect(shown).to_contain_text(SURNAMES[10])
    assert list(DuplicatePair.objects.order_by("pk").values_list("state", flat=True)) == [
        PairState.MERGED, PairState.MERGED, PairState.DIFFERENT, PairState.MERGED, PairState.AT_VISIT,
        PairState.DIFFERENT, PairState.MERGED, PairState.DIFFERENT, PairState.MERGED, PairState.MERGED, PairState.OPEN,
    ]  # fmt: skip
    assert Merge.objects.count() == 6


def test_values_and_sides_are_chosen_and_the_last_decision_is_taken_back_by_keys(new_page):
    pair = a_doubtful_pair("Сорокин", 5.0)
    page = new_page(user=rita())
    page.goto("/duplicates/review/")
    shown = page.locator("[data-slot]:not([hidden]) [data-pair]")
    page.keyboard.press("x")
    expect(shown.locator("input[name=survivor]")).to_have_value(str(pair.other.public_id))
    toggle = shown.locator("[data-toggle=given]").get_attribute("data-key").removeprefix("Digit")
    page.keyboard.press(toggle)
    page.keyboard.press("f")
    expect(page.locator("#pair-said")).to_contain_text("Сорокин")
    kept = Patient.objects.get(pk=pair.other_id)
    assert (kept.given, kept.patronymic, kept.city) == ("Павел", "Ильич", "Тольятти")

    page.keyboard.press("z")
    expect(shown.locator(".pair-table")).to_contain_text("Сорокин")
    assert not Merge.objects.filter(undone_at__isnull=True).exists()
    kept.refresh_from_db()
    assert (kept.given, kept.patronymic) == ("Паша", "И.")


def test_the_queue_fits_a_phone_and_reads_well(new_page, accessibility_problems):
    a_doubtful_pair("Константинопольская-Преображенская", 5.0)
    for width, dark in ((390, False), (1440, True)):
        page = new_page(user=rita(), width=width, height=844, dark=dark)
        page.goto("/duplicates/review/")
        assert accessibility_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert "1230001" not in page.content()
    page.goto("/duplicates/")
    assert accessibility_problems(page) == []
