import json
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from lms.kernel.typesetting import UndrawableText, qr_svg, typeset, undrawable
from tests.bench.manage import ROOT

TEMPLATE = Path(__file__).parent / "notice.typ"
URL = "https://training.example.jp/verify/CS-2027-0001-K"
DATA = {
    "title": "認定証",
    "name": "髙﨑 𠮷乃",
    "issuer": "実務教育協会",
    "lines": ["一", "二\n三"],
    "year": 2027,
    "qr": qr_svg(URL),
}


def test_a_document_is_tagged_archivable_and_readable():
    reader = PdfReader(BytesIO(typeset(TEMPLATE, DATA)))
    assert reader.metadata.title == "認定証"
    assert reader.metadata.creation_date.year == 2027
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert "髙﨑 𠮷乃" in reader.pages[0].extract_text()
    xmp = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_every_font_of_a_document_is_its_own():
    [page] = PdfReader(BytesIO(typeset(TEMPLATE, DATA))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[1].split("-Identity")[0] for font in fonts} == {
        "NotoSansCJKjp-Regular",
        "NotoSansCJKjp-Bold",
    }
    assert all("/FontFile3" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_the_same_data_gives_the_same_bytes_in_any_process():
    code = (
        "import json, sys; from hashlib import sha256; from pathlib import Path;"
        "from lms.kernel.typesetting import typeset;"
        "print(sha256(typeset(Path(sys.argv[1]), json.loads(sys.argv[2]))).hexdigest())"
    )
    shuffled = dict(reversed(DATA.items()))
    there = subprocess.run(
        [sys.executable, "-c", code, str(TEMPLATE), json.dumps(shuffled)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == sha256(typeset(TEMPLATE, DATA)).hexdigest()
    assert typeset(TEMPLATE, {**DATA, "title": "証明書"}) != typeset(TEMPLATE, DATA)


def test_data_is_never_markup():
    text = '#panic("x") *太字* $x$ <a> @b \\ "'
    page = PdfReader(BytesIO(typeset(TEMPLATE, {**DATA, "name": text}))).pages[0]
    assert text in page.extract_text()


def test_a_template_reads_its_own_folder_only(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "documents").mkdir()
    for address in ("../secret.txt", "/etc/passwd"):
        template = tmp_path / "documents" / "curious.typ"
        template.write_text(f'#set document(title: "x")\n#read("{address}")')
        with pytest.raises(Exception, match=r"escape|not found"):
            typeset(template, {})


@pytest.mark.parametrize(
    "text, missing",
    [
        ("髙﨑𠮷・彅・渡邉・葛󠄀城", ""),
        ("ｱｲｳ ①㈱〒—～“”＆\n\t", ""),
        ("か\u3099", ""),
        ("花子😀と😀ไ", "😀ไ"),
        ("Дарья José", ""),
        ("Łukasz", "Ł"),
        ("زهرا", "زهرا"),
        ("一\U000e0110", "\U000e0110"),
        ("a\x00b", "\x00"),
        ("", ""),
    ],
)
def test_what_the_fonts_cannot_draw_is_named(text, missing):
    assert undrawable(text) == missing


@pytest.mark.parametrize("data", [{"name": "花子😀"}, {"lines": ["一", "二😀"]}, {"extra": {"deep": [{"er": "😀"}]}}])
def test_no_document_is_printed_with_empty_boxes(data):
    with pytest.raises(UndrawableText, match=r"😀 \(U\+1F600\)") as refused:
        typeset(TEMPLATE, {**DATA, **data})
    assert refused.value.characters == "😀"
