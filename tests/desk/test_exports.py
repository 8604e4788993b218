"""What people typed into forms stays text when a sheet is opened in Excel."""

import csv
import io

import pytest
from django.urls import reverse

from lms.desk.listing import not_a_formula
from tests.factories.cohorts import PersonFactory


@pytest.mark.parametrize(
    "typed, written",
    [
        ("=1+1", "'=1+1"),
        ("+81 3 0000 0000", "'+81 3 0000 0000"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("髙﨑 𠮷美", "髙﨑 𠮷美"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_looks_like_a_formula_is_written_as_text(typed, written):
    assert not_a_formula(typed) == written


@pytest.mark.django_db
def test_a_name_typed_as_a_formula_is_harmless_in_the_csv_of_people(office):
    PersonFactory(family_name='=HYPERLINK("https://example.test")', given_name="花子")
    sheet = b"".join(office.get(reverse("lms_desk_person:index"), {"export": "csv"}).streaming_content)
    assert sheet.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(sheet.decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert [cell for cell in cells if cell.startswith("'=HYPERLINK")] != []
