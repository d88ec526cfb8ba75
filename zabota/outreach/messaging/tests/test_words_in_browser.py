"""The clinic's words are seen as the patient will read them while they are typed."""

from playwright.sync_api import expect

from zabota.core.staff.testing import nina


def test_the_preview_follows_the_typing(committed_db, new_page, accessibility_problems):
    page = new_page(user=nina(), width=390, height=844)
    page.goto("/messages/templates/reminder/sms/ru/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Ждём вас 12 марта, чт, 15:30.")
    page.get_by_label("Текст").fill("Приходите {day}: {service}")
    expect(preview).to_contain_text("{service} говорит о здоровье пациента")
    page.get_by_label("Текст").fill("Приходите {day}")
    expect(preview).to_contain_text("Приходите 12 марта, чт")
    expect(preview).to_contain_text("Исправлять нечего.")
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Писать так").click()
    expect(page.get_by_text("свой текст")).to_be_visible()
