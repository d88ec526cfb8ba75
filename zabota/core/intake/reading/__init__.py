"""Open any file a clinic may hand over and give its tables in blocks of text cells.

    opened = open_file(path)
    for table in opened.tables:
        for block in table.blocks():
            block.cells, block.rows, block.lines, block.passed_over

What a cell holds is always text or nothing; dates of workbooks become `2026-03-12`, whole floats lose their `.0`,
formulas arrive as the value last shown, or as the text they are. Nothing is dropped silently: every line that is
no data row is listed in `passed_over`, every sheet without a table in `opened.passed_over`.
"""

from zabota.core.intake.reading.errors import UnreadableFile
from zabota.core.intake.reading.formats import FileFormat
from zabota.core.intake.reading.opening import OpenedFile, open_file
from zabota.core.intake.reading.passing import PassedOver, Reason
from zabota.core.intake.reading.tables import Block, Table

__all__ = ["Block", "FileFormat", "OpenedFile", "PassedOver", "Reason", "Table", "UnreadableFile", "open_file"]
