"""What may go wrong with the database, told to a person in one line."""


class DatabaseUnavailable(Exception):
    """The database cannot be used; the text is one line that says why and what to do."""


def one_line(error: BaseException) -> str:
    """The first line of a driver's message, which is the one written for people."""
    return str(error).strip().split("\n", 1)[0]
