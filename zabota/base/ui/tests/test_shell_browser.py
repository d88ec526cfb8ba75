"""The frame of every page in a real browser: keys, search box, drawer, appearance, a phone."""

from zabota.core.staff.testing import nina


def test_look(new_page, committed_db):
    user = nina()
    for dark in (False, True):
        for width in (1440, 390):
            page = new_page(user=user, width=width, dark=dark)
            page.goto("/")
            page.screenshot(path=f"/tmp/face/home-{width}-{dark}.png")
            page.keyboard.press("Control+KeyK")
            page.keyboard.type("ну")
            page.wait_for_timeout(600)
            page.screenshot(path=f"/tmp/face/search-{width}-{dark}.png")
            page.keyboard.press("Escape")
            page.keyboard.press("Shift+Slash")
            page.wait_for_timeout(200)
            page.screenshot(path=f"/tmp/face/keys-{width}-{dark}.png")
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Нина").click()
            page.wait_for_timeout(300)
            page.screenshot(path=f"/tmp/face/person-{width}-{dark}.png")
            page.goto("/nowhere/")
            page.screenshot(path=f"/tmp/face/404-{width}-{dark}.png")
