"""From cells as written to canonical values, with every doubtful cell listed and nothing lost.

    cleaner = TableCleaner(table, mapping, importer="patients", setting=Setting(today=..., country="RU"))
    for block, clean in cleaner.blocks():
        clean.frame, clean.doubts         # canonical text columns; doubtful cells

Each distinct writing is looked at once; the common writings of phones, names and dates are read a column at a time.
"""

from zabota.core.intake.cleaning.blocks import CleanBlock, TableCleaner
from zabota.core.intake.cleaning.marks import NoteMark, marks_in
from zabota.core.intake.cleaning.outcomes import Doubt, DoubtKind, Setting
from zabota.core.intake.cleaning.packing import pack, unpack
from zabota.core.intake.cleaning.value_maps import ValueProposal, propose_values

__all__ = [
    "CleanBlock",
    "Doubt",
    "DoubtKind",
    "NoteMark",
    "Setting",
    "TableCleaner",
    "ValueProposal",
    "marks_in",
    "pack",
    "propose_values",
    "unpack",
]
