"""Lists out of the program: Excel with text in every cell, audited, contacts masked."""

import io
import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.lib.actors import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, LONGEST_CELL = 48, 32_767
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@transaction.atomic
def export_list(*, key: str, titles: Sequence[object], lines: Iterable[Sequence[object]], by: Actor) -> bytes:
    """An xlsx of any list. Every cell is text, so that none can become a formula (T47, A20); what is masked stays so.

    `key` names the list in the audit; the lines are read once and never held together.
    """
    content = io.BytesIO()
    count = write_workbook(content, titles, lines)
    fields = [str(title)[:60] for title in titles]
    keep_audit(Action.EXPORT, by=by, object_type=key, object_id=count, fields=fields)
    return content.getvalue()


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """The workbook as a download `name`.xlsx, never shown inside the page."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def write_workbook(target: io.BytesIO, titles: Sequence[object], lines: Iterable[Sequence[object]]) -> int:
    """Write the sheet; returns how many lines went into it."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("1")
    for number, title in enumerate(titles, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, max(12, len(str(title)) + 2))
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, title, bold=True) for title in titles])
    count = 0
    for line in lines:
        sheet.append([_text(sheet, value) for value in line])
        count += 1
    workbook.save(target)
    return count


def _text(sheet: object, value: object, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_NOT_IN_XML.sub("", "" if value is None else str(value))[:LONGEST_CELL])
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
