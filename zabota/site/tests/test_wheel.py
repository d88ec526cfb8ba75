"""What is packed is what runs: the wheel holds every file that the program reads besides its code."""

import tomllib
from pathlib import Path

import zabota

PACKAGE = Path(zabota.__file__).parent
#: Code is packed by itself; sources of translations and what tests read stay behind.
LEFT_OUT = {".py", ".pyc", ".po", ".draft"}


def packed() -> set[Path]:
    """Files of the patterns in pyproject.toml, which are read in every package."""
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = [path.parent for path in PACKAGE.rglob("__init__.py")]
    patterns = settings["package-data"]["*"]
    return {path for package in packages for pattern in patterns for path in package.glob(pattern) if path.is_file()}


def test_every_file_that_the_program_reads_is_packed():
    there = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in LEFT_OUT}
    read = {path for path in there if "tests" not in path.relative_to(PACKAGE).parts}
    assert sorted(str(path.relative_to(PACKAGE)) for path in read - packed()) == []
    names = {path.name for path in read}
    assert {"page.html", "zabota.css", "given_names.txt"} <= names


def test_every_folder_with_code_is_a_package():
    """Without its `__init__.py` a folder would be left out of the wheel without a word."""
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [str(folder.relative_to(PACKAGE)) for folder in folders if not (folder / "__init__.py").exists()] == []
