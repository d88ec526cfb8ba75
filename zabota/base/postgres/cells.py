"""The edges of a row's `during` as five-minute cells, kept by the database."""

from django.db import models


class Cell(models.Func):
    """An instant as the number of the five-minute cell since 1970 that it lies in."""

    template = "(%(rounded)s(extract(epoch FROM (%(edge)s(%(expressions)s) AT TIME ZONE 'UTC')) / 300)%(plus)s)::int"


FIRST_CELL = Cell("during", rounded="floor", edge="lower", plus="", output_field=models.IntegerField())
LAST_CELL = Cell("during", rounded="ceil", edge="upper", plus=" - 1", output_field=models.IntegerField())
