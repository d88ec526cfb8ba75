"""Where this machine keeps its Chromium."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_program() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
