"""Fixtures of a real Chromium against a live server. What the browser complains about fails the test."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from zabota.site.testing.chromium import chromium_program

ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium_program()
    if program is None:
        pytest.fail("Browser tests need Chromium: run `make test` as root once, or install the package `chromium`.")
    # Playwright's event loop stays in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[ONLY_THIS_MACHINE, *root])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def web_server(committed_db: None) -> Iterator[LiveServer]:
    """The site at `web_server.url`, in threads of this process over the database of `committed_db`."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def new_page(browser: Browser, web_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`new_page(user=None, width=1440, height=900, dark=False)`: a page in a browser of its own, signed in as `user`."""
    contexts = []
    complaints: list[str] = []

    def open_page(*, user: Any = None, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=web_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="ru-RU",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_of(user, web_server.url)])
        page = context.new_page()
        listen_for_complaints(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


def listen_for_complaints(page: Page, complaints: list[str]) -> None:
    """Collects script errors, violations of the content security policy and answers of 500 and above."""

    def on_console(message: ConsoleMessage) -> None:
        # A refusal answers 422 on purpose, and the browser notes every such answer in its console.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 500:
            complaints.append(f"{response.url} answered {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", on_response)


@pytest.fixture
def accessibility_problems() -> Callable[[Page], list[str]]:
    """`accessibility_problems(page)`: what axe finds serious or critical, one line each; [] is the only good answer."""

    def check(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]

    return check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: what is wrong below the screen is told first and sooner."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def _session_of(user: Any, url: str) -> Any:
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
