"""Any file that a clinic may hand over (R019, T44, T45)."""

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zabota.core.intake.reading import FileFormat, Reason, UnreadableFile, open_file
from zabota.core.intake.reading.archives import check_archive
from zabota.core.intake.reading.errors import Cause
from zabota.core.intake.recognising import knows_title
from zabota.core.intake.testing import a_csv, a_workbook

LINES = [
    ("ФИО", "Телефон", "Дата рождения"),
    ("Демидова Карина Олеговна", "9161231234", "12.03.1992"),
    ("Зимин Борис Петрович", "9272223344", "1955"),
]
UKRAINIAN = [
    ("ПІБ", "Телефон", "Дата народження"),
    ("Їжакевич Олена Григорівна", "0671234567", "12.03.1992"),
    ("Ґудзь Євген Ілліч", "0501112233", "1955"),
]


@pytest.fixture
def opened(tmp_path):
    def open_content(content: bytes, name: str = "file"):
        path = Path(tmp_path) / name
        path.write_bytes(content)
        return open_file(path, knows_title)

    return open_content


def rows_of(found):
    return [row for _, block in found.blocks() for row in block.cells.rows()]


def passed_over(found):
    return [
        (each.first, each.last, each.reason)
        for table, block in found.blocks()
        for each in (*table.letterhead, *block.passed_over)
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r", "mac-cyrillic"]
)
def test_the_encoding_is_found(opened, encoding):
    assert rows_of(opened(a_csv(LINES * 3, encoding=encoding)))[0] == LINES[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8-u"])
def test_the_encoding_of_a_ukrainian_file_is_found(opened, encoding):
    lines = UKRAINIAN if encoding != "koi8-u" else [*UKRAINIAN, *UKRAINIAN[1:] * 3]
    assert rows_of(opened(a_csv(lines, encoding=encoding)))[0] == UKRAINIAN[1]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(opened, delimiter):
    found = opened(a_csv(LINES, delimiter=delimiter))
    assert found.dialect.delimiter == delimiter
    assert rows_of(found) == LINES[1:]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(opened, line_end):
    content = line_end.join(";".join(line) for line in LINES)
    assert rows_of(opened(content.encode())) == LINES[1:]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_no_row_is_lost_between_the_blocks_of_a_long_file(opened, encoding):
    people = [(f"Зимин Борис {number}", "9272223344", "12.03.1955") for number in range(60_000)]
    content = "\r\n".join(";".join(line) for line in [LINES[0], *people])
    assert rows_of(opened(content.encode(encoding))) == people


def test_excels_own_line_about_the_delimiter_is_no_data(opened):
    assert rows_of(opened(b"sep=,\r\n" + a_csv(LINES, delimiter=","))) == LINES[1:]


def test_the_header_is_found_under_a_letterhead_and_totals_are_no_rows(opened):
    content = a_csv(
        [
            ("ООО «Клиника»",),
            ("Сформировано 01.11.2026",),
            (),
            *LINES,
            (),
            LINES[0],
            ("Сорокин П. И.", "", ""),
            ("Итого:", "3", ""),
        ]
    )
    found = opened(content)
    assert [row[0] for row in rows_of(found)] == [LINES[1][0], LINES[2][0], "Сорокин П. И."]
    assert passed_over(found) == [
        (1, 1, Reason.LETTERHEAD),
        (2, 2, Reason.LETTERHEAD),
        (3, 3, Reason.BLANK),
        (7, 7, Reason.BLANK),
        (8, 8, Reason.REPEATED_HEADER),
        (10, 10, Reason.TOTAL),
    ]
    [(_, block)] = found.blocks()
    assert (block.rows.to_list(), block.lines.to_list()) == ([1, 2, 3], [5, 6, 9])


def test_a_file_without_a_header_begins_with_its_first_row(opened):
    assert rows_of(opened(a_csv(LINES[1:]))) == LINES[1:]


def test_quotes_line_breaks_and_a_quote_that_nobody_closed(opened):
    content = 'ФИО;Телефон\r\n"Зимин; Борис";"8927\n8928"\r\nООО "Ромашка";1\r\n"Сорокин;2\r\n' + "Лосева;3\r\n" * 100
    rows = rows_of(opened(content.encode()))
    assert len(rows) == 103
    assert rows[-1] == ("Лосева", "3")


def test_cells_beyond_the_header_are_not_lost(opened):
    found = opened(a_csv([*LINES, ("Лосева Вера", "1", "2", "лишнее")]))
    assert rows_of(found)[-1] == ("Лосева Вера", "1", "2", "лишнее")


def test_nul_and_invisible_marks_never_come_through(opened):
    assert rows_of(opened("ФИО;Телефон\nЗи\x00мин\u200b\ufeff Борис\xa0Петрович;1\n".encode())) == [
        ("Зимин Борис Петрович", "1")
    ]


def test_whole_floats_dates_and_formulas_of_a_workbook(opened):
    found = opened(a_workbook(Лист1=[LINES[0], ("Зимин", 89272223344.0, date(1955, 1, 2)), ("=1+1", 0.5, "2.0")]))
    assert found.format is FileFormat.WORKBOOK
    rows = rows_of(found)
    assert rows[0] == ("Зимин", "89272223344", "1955-01-02")
    assert rows[1][1:] == ("0.5", "2.0")


def test_a_sheet_a_month_is_numbered_through(opened):
    header = ("Дата", "Пациент", "Услуга")
    found = opened(
        a_workbook(
            **{
                "Март 2026": [header, ("5.3", "Зимин", "УЗИ")],
                "Апрель 2026": [header, ("7.4", "Лосева", "УЗИ")],
                "Заметки": [],
            }
        )
    )
    assert [(table.sheet, table.near, block.rows.to_list()) for table, block in found.blocks()] == [
        ("Март 2026", (2026, 3), [1]),
        ("Апрель 2026", (2026, 4), [2]),
    ]


def test_dates_as_section_rows_and_cells_merged_over_several_rows(opened):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in [
        ("Время", "Пациент", "Врач"),
        ("12.03.2026",),
        ("9:00", "Зимин", "Громова"),
        ("9:30", "Лосева", None),
        ("13.03.2026",),
        ("9:00", "Юрьева", "Абрамян"),
    ]:
        sheet.append(line)
    sheet.merge_cells("C3:C4")
    content = io.BytesIO()
    workbook.save(content)
    assert rows_of(opened(content.getvalue())) == [
        ("9:00", "Зимин", "Громова", "12.03.2026"),
        ("9:30", "Лосева", "Громова", "12.03.2026"),
        ("9:00", "Юрьева", "Абрамян", "13.03.2026"),
    ]


def test_a_header_of_two_lines_is_joined(opened):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in [("ФИО", "Контакты", None), (None, "Телефон", "E-mail"), ("Зимин", "1", "a@b.ru")]:
        sheet.append(line)
    sheet.merge_cells("B1:C1")
    content = io.BytesIO()
    workbook.save(content)
    found = opened(content.getvalue())
    assert found.tables[0].titles == ("ФИО", "Контакты / Телефон", "Контакты / E-mail")
    assert rows_of(found) == [("Зимин", "1", "a@b.ru")]


def test_html_that_calls_itself_xls(opened):
    page = "<html><meta charset=windows-1251><table><tr><td colspan=3>Выгрузка</td></tr>" + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in LINES
    )
    found = opened((page + "</table></html>").encode("cp1251"), "report.xls")
    assert found.format is FileFormat.HTML
    assert rows_of(found) == LINES[1:]


def test_xml_that_calls_itself_xls(opened):
    lines = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in line) + "</Row>"
        for line in LINES
    )
    xml = f'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="А"><Table>{lines}</Table></Worksheet></Workbook>'
    found = opened(xml.encode(), "report.xls")
    assert found.format is FileFormat.SPREADSHEET_XML
    assert rows_of(found) == LINES[1:]


def test_dbf_with_a_deleted_record(opened):
    fields = [(b"FIO", b"C", 30), (b"TEL", b"C", 12), (b"DATAR", b"D", 8)]
    header = struct.pack("<B3BIHH16xBB2x", 3, 126, 11, 1, 2, 32 + 32 * len(fields) + 1, 1 + 50, 0, 0x26)
    header += b"".join(struct.pack("<11sc4xB15x", name, kind, length) for name, kind, length in fields) + b"\r"
    records = b" " + "Зимин Борис".encode("cp866").ljust(30) + b"9272223344".ljust(12) + b"19550102"
    records += b"*" + "Никто".encode("cp866").ljust(30) + b"".ljust(12) + b"        "
    found = opened(header + records)
    assert found.format is FileFormat.DBF
    assert rows_of(found) == [("Зимин Борис", "9272223344", "1955-01-02")]
    assert passed_over(found) == [(3, 3, Reason.DELETED)]


def test_vcard(opened):
    found = opened(
        "BEGIN:VCARD\r\nN:Зимин;Борис;Петрович\r\nTEL;CELL:+79272223344\r\nTEL:8462\r\nBDAY:19550102\r\nEND:VCARD\r\n".encode()
    )
    assert found.format is FileFormat.VCARD
    assert rows_of(found)[0][1:7] == ("Зимин", "Борис", "Петрович", "+79272223344; 8462", None, "19550102")


def test_ten_thousand_rows_in_several_blocks_keep_their_numbers(opened):
    found = opened(a_csv([("ФИО", "Телефон"), *((f"Зимин {number}", "x" * 200) for number in range(40_000))]))
    blocks = [block for _, block in found.blocks()]
    assert len(blocks) > 1
    assert [row for block in blocks for row in block.rows] == list(range(1, 40_001))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", Cause.EMPTY),
        (b"%PDF-1.7 hello", Cause.NOT_A_TABLE),
        (b"PK\x03\x04 torn", Cause.DAMAGED),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            Cause.ENTITIES,
        ),
    ],
)
def test_what_is_no_table_is_refused_with_a_cause(opened, content, cause):
    with pytest.raises(UnreadableFile) as refused:
        opened(content)
    assert refused.value.cause is cause


def test_an_archive_bomb_is_refused_before_anything_unpacks_it(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a/>" * (20 << 20))
    with pytest.raises(UnreadableFile) as refused:
        check_archive(path)
    assert refused.value.cause is Cause.BOMB


def test_an_entity_inside_a_workbook_is_refused(tmp_path):
    path = tmp_path / "entity.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]><workbook/>')
    with pytest.raises(UnreadableFile) as refused:
        check_archive(path)
    assert refused.value.cause is Cause.ENTITIES
