"""`python -m zabota.site.frontend_files`: copies what we use of `node_modules` to `base/ui/static/vendor`.

Nothing is bundled. Of the icons only those are taken that a template (`{% icon "phone" %}`) or a module
(`icon="phone"`) names; they become one sprite, `vendor/icons.svg#phone`.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
NODE_MODULES = PACKAGE.parent / "node_modules"
VENDOR = PACKAGE / "base" / "ui" / "static" / "vendor"

#: What is copied as it is: below `node_modules` -> below `vendor`.
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "chart.js/dist/chart.umd.min.js": "chart.min.js",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.min.js",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.min.css",
}
FONT = NODE_MODULES / "@fontsource" / "pt-sans"
FONT_WEIGHTS = ("400", "700")
OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
ICONS = NODE_MODULES / "@tabler" / "icons" / "icons"

SOURCE_MAP = re.compile(r"(//# sourceMappingURL=.*|/\*# sourceMappingURL=[^*]*\*/)")
OLD_FONT_FORMAT = re.compile(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)")
ICON_IN_TEMPLATE = re.compile(r"""(?:\{%\s*icon\s+|icon=)["']([a-z0-9-]+)["']""")
ICON_IN_MODULE = re.compile(r"""\bicon(?:: str)?\s*=\s*["']([a-z0-9-]+)["']""")


class NoSuchIcon(LookupError):
    """A template or a module names an icon that the set does not have."""


def copy_frontend_files() -> None:
    """Raises NoSuchIcon, and FileNotFoundError when `npm ci` has not been run."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        _write(VENDOR / target, _without_source_map((NODE_MODULES / source).read_text()))
    _copy_font()
    _write(VENDOR / "icons.svg", sprite(used_icons()))


def used_icons() -> list[str]:
    templates = _names(ICON_IN_TEMPLATE, PACKAGE.glob("**/templates/**/*.html"))
    modules = _names(ICON_IN_MODULE, (path for path in PACKAGE.glob("**/*.py") if "tests" not in path.parts))
    return sorted(templates | modules)


def sprite(names: Iterable[str]) -> str:
    """One SVG with a symbol an icon. `phone` is the outlined icon, `phone-filled` the filled one."""
    symbols = "\n".join(f'<symbol id="{name}" {_symbol(name)}</symbol>' for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str) -> str:
    style, file = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    path = ICONS / style / f"{file}.svg"
    if not path.exists():
        raise NoSuchIcon(f'No icon "{name}" in @tabler/icons.')
    picture = path.read_text()
    shapes = picture[picture.index(">", picture.index("<svg")) + 1 : picture.rindex("</svg>")]
    ink = 'fill="currentColor"' if style == "filled" else OUTLINE
    return f'viewBox="0 0 24 24" {ink}>{" ".join(shapes.split())}'


def _copy_font() -> None:
    """All alphabets of the font, in the format every browser of today reads."""
    sheets = [OLD_FONT_FORMAT.sub("", (FONT / f"{weight}.css").read_text()) for weight in FONT_WEIGHTS]
    _write(VENDOR / "pt-sans.css", "".join(sheets))
    (VENDOR / "files").mkdir(exist_ok=True)
    for weight in FONT_WEIGHTS:
        for file in FONT.glob(f"files/*-{weight}-normal.woff2"):
            shutil.copy2(file, VENDOR / "files")


def _names(pattern: re.Pattern[str], files: Iterable[Path]) -> set[str]:
    return {name for file in files for name in pattern.findall(file.read_text())}


def _without_source_map(text: str) -> str:
    """The maps are not copied, and the manifest of static files refuses links into nowhere."""
    return SOURCE_MAP.sub("", text)


def _write(path: Path, text: str) -> None:
    """Leaves an unchanged file alone, so that nothing downstream is made again."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


if __name__ == "__main__":
    copy_frontend_files()
