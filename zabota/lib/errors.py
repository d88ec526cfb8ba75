"""One family of refusals for people; anything else that is raised is a fault of the program."""


class Refused(Exception):
    """The clinic's rules do not allow this. `message` is a translated sentence for the reader; `field` names a form field."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
