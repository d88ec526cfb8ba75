"""`python -m zabota.site.screenshots URL [FILE...]`: does the main job in a browser and keeps its pictures for the documents.

URL is a demo clinic that `make run` serves, FILE... the dirty files to import. It imports them, clears ten pairs of the
review queue and calls ten sleepers, as Rita and Oleg would, and photographs what they and the others see. Without files
only the desk is photographed: the calendar and the booking panel.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from zabota.site.demo.clinic import DEMO_PASSWORD
from zabota.site.testing.chromium import chromium_program

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
#: One import may take minutes on a busy machine.
PATIENCE = 600_000
#: A Sunday or a holiday has few visits: the next day is looked at.
A_FULL_DAY, DAYS_OFF = 20, 4
CALLS = ("Digit3", "Digit4", "Digit5", "Digit3", "Digit8", "Digit9", "Digit3", "Digit4", "Digit3", "Digit0")


def main(url: str, files: Sequence[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=["--no-sandbox"])
        if files:
            do_the_main_job(browser, url, files)
        with signed_in(browser, url, "vera") as page:
            see_the_desk(page)
        browser.close()


def do_the_main_job(browser: Browser, url: str, files: Sequence[str]) -> None:
    with signed_in(browser, url, "rita") as page:
        import_files(page, files)
        clear_pairs(page)
    with signed_in(browser, url, "oleg") as page:
        call_sleepers(page)
    see_the_rest(browser, url)


@contextmanager
def signed_in(browser: Browser, url: str, login: str, *, phone: bool = False, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url, viewport=PHONE if phone else DESK, locale="ru-RU", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    yield page
    context.close()


def import_files(page: Page, files: Sequence[str]) -> None:
    open_page(page, "/import/")
    page.set_input_files("input[type=file]", list(files))
    page.click("main button[type=submit], main form button.btn-primary")
    page.wait_for_selector("form[action$='/take/'] button", timeout=PATIENCE)
    keep(page, "import")
    page.click("form[action$='/take/'] button")
    page.wait_for_selector("form[action$='/undo/']", timeout=PATIENCE)
    keep(page, "import-done")


def clear_pairs(page: Page) -> None:
    open_page(page, "/duplicates/review/")
    keep(page, "duplicates")
    for number in range(10):
        pair = page.locator("[data-slot]:not([hidden]) [data-pair]").get_attribute("data-pair")
        page.keyboard.press("KeyD" if number % 3 == 0 else "KeyF")
        page.wait_for_function(
            "pair => document.querySelector('[data-slot]:not([hidden]) [data-pair]').dataset.pair !== pair", arg=pair
        )
        page.wait_for_load_state("networkidle")


def call_sleepers(page: Page) -> None:
    open_page(page, "/calls/")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-outcomes]")
    keep(page, "call")
    for key in CALLS:
        call = page.locator("[data-outcomes]").get_attribute("action")
        page.keyboard.press(key)
        page.wait_for_function(
            "call => document.querySelector('[data-outcomes]')?.getAttribute('action') !== call", arg=call
        )
        page.wait_for_load_state("networkidle")


def see_the_desk(page: Page) -> None:
    """A working day of the calendar, and a booking from its first letters to the choice of a time."""
    open_page(page, "/calendar/")
    for _day in range(DAYS_OFF):
        page.wait_for_selector("#calendar[data-ready]", state="attached")
        if page.locator(".visit").count() >= A_FULL_DAY:
            break
        page.keyboard.press("ArrowRight")
        page.wait_for_load_state("networkidle")
    page.wait_for_selector(".visit")
    page.evaluate("document.querySelector('.now-line')?.scrollIntoView({ block: 'center' }); window.scrollTo(0, 0)")
    keep(page, "calendar")
    page.keyboard.press("KeyN")
    for field, letters in (("who", "кузн"), ("what", "при")):
        page.wait_for_selector(f"#booking-{field}:focus")
        page.keyboard.type(letters)
        page.keyboard.press("Enter")
    page.wait_for_selector(".slot-choice input:focus")
    keep(page, "booking")


def see_the_rest(browser: Browser, url: str) -> None:
    with signed_in(browser, url, "vera") as page:
        open_page(page, "/patients/")
        keep(page, "patients")
        open_page(page, page.locator("table.list tbody a").nth(20).get_attribute("href") or "")
        keep(page, "patient")
    with signed_in(browser, url, "nina") as page:
        open_page(page, "/calls/progress/")
        keep(page, "progress")
        open_page(page, "/patients/completeness/")
        keep(page, "completeness")
    with signed_in(browser, url, "oleg", phone=True, dark=True) as page:
        open_page(page, "/calls/")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-outcomes]")
        keep(page, "call-phone-dark")


def open_page(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES / f"{name}.png")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
