"""Recognise what a table is and what its columns hold, by their titles and by their content."""

from zabota.core.intake.recognising.sheets import ColumnGuess, Recognition, recognise, shape_of
from zabota.core.intake.recognising.titles import knows_title

__all__ = ["ColumnGuess", "Recognition", "knows_title", "recognise", "shape_of"]
