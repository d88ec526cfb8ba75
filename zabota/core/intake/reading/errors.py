"""What is said of a file that cannot be read."""

from enum import StrEnum


class Cause(StrEnum):
    """Why a file is refused as a whole."""

    EMPTY = "empty"
    NOT_A_TABLE = "not a table"
    DAMAGED = "damaged"
    PASSWORD = "password"  # noqa: S105 - the name of a cause
    BOMB = "bomb"
    ENTITIES = "entities"
    TOO_LARGE = "too large"


class UnreadableFile(Exception):
    """The file as a whole is refused; `cause` is for code, the text for people."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause.value}: {detail}" if detail else cause.value)
        self.cause = cause
        self.detail = detail
