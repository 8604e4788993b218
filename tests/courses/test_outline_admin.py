"""Staff read the report, upload a file, see what it would change, and only then import it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions.outline import import_outline, plan_import
from courses.models import OutlineImport, SyllabusOutline
from courses.outline_frameworks import known_frameworks
from lms.kernel.actor import Actor
from tests.cast import create
from tests.courses.outlines_given import MAP
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
SMALL = "題\n1. CS-1 甲\n1.1. 1-1 乙\n"


def address(name, *args):
    return reverse(f"wagtailsnippets_lms_courses_syllabusoutline:{name}", args=args)


@pytest.fixture
def editor(client):
    call_command("setup_roles", verbosity=0)
    user = create("secretariat")
    user.groups.add(Group.objects.get(name="編集者"))
    client.force_login(user)
    return client


@pytest.fixture
def outline():
    plan = plan_import(SMALL.encode(), file_name="small.txt", frameworks=[])
    return import_outline(plan, by=Actor.process("test"), now=timezone.now())


def upload(client, url, data, **fields):
    data = data if isinstance(data, bytes) else data.encode()
    answer = client.post(url, {"file": SimpleUploadedFile("map.txt", data), **fields})
    return BeautifulSoup(answer.content, "html.parser")


def carried(soup):
    """What the preview sends on when its button is pressed."""
    hidden = soup.select("main form input[type=hidden]")
    return {field["name"]: field.get("value", "") for field in hidden} | {"confirm": "1"}


def words(element):
    return " ".join(element.get_text().split())


def test_a_new_outline_is_previewed_and_then_imported(editor):
    soup = upload(editor, address("add"), MAP.read_bytes(), slug="cs")
    assert "198項目、5階層（コンピテンシー 10、節 31）" in words(soup)
    assert SyllabusOutline.objects.count() == 0
    answer = editor.post(address("add"), {**carried(soup), "slug": "cs"})
    outline = SyllabusOutline.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("inspect", outline.pk))
    assert (outline.slug, outline.nodes.count(), outline.imports.get().file_name) == ("cs", 198, "map.txt")


def test_a_changed_file_shows_what_it_changes(editor, outline):
    soup = upload(editor, address("import", outline.pk), SMALL.replace("乙", "改") + "2. CS-2 丙\n")
    assert [words(line) for line in soup.select("form .desk-section .desk-list")[0].select("li")] == [
        "追加：2 CS-2 丙",
        "変更：1.1 1-1 乙 → 1-1 改",
    ]
    assert outline.nodes.count() == 2
    editor.post(address("import", outline.pk), carried(soup))
    assert outline.nodes.count() == 3


def test_the_same_file_offers_no_import(editor, outline):
    soup = upload(editor, address("import", outline.pk), SMALL)
    assert ("変更はありません。" in words(soup), soup.select("[name=confirm]")) == (True, [])


@pytest.mark.parametrize(
    "data,sentence",
    [
        ("題\n1. 甲\n3. 乙", "3行目：項番 3 は番号が飛んでいます（2 のはずです）。"),
        ("題\n1. 顧客対応".encode("euc-jp"), "1行目：文字を読み取れません。UTF-8で保存し直してからお試しください。"),
    ],
)
def test_a_file_that_is_no_outline_is_refused_beside_the_field(editor, outline, data, sentence):
    soup = upload(editor, address("import", outline.pk), data)
    assert sentence in words(soup.select_one("main form"))
    assert OutlineImport.objects.count() == 1


def test_nothing_chosen_is_said(editor):
    answer = editor.post(address("add"), {})
    assert "ファイルを選択してください。" in answer.content.decode()


def test_what_was_previewed_is_read_again_and_not_believed(editor, outline):
    editor.post(address("import", outline.pk), {"text": "題\n1. 甲\n1. 乙", "file_name": "x.txt", "confirm": "1"})
    assert (outline.nodes.count(), OutlineImport.objects.count()) == (2, 1)


def test_staff_read_the_report_the_tree_and_the_imports(editor):
    published_framework()
    plan = plan_import(MAP.read_bytes(), file_name="cs.txt", frameworks=known_frameworks())
    outline = import_outline(plan, by=Actor.process("test"), now=timezone.now())
    soup = BeautifulSoup(editor.get(address("inspect", outline.pk)).content, "html.parser")
    report = [words(line) for line in soup.select_one(".desk-section").select("li")]
    assert report[0] == "1 CS-1 は「サービスの特性」と書かれていますが、CMBOK 2.0 では「サービスマネジメント」です。"
    assert len(report) == 10
    assert len(soup.select(".desk-tree li")) == 198


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_costs_the_same_however_long(editor, rows, django_assert_num_queries):
    for number in range(rows):
        SyllabusOutline.objects.create(slug=f"map-{number}", title=f"題{number}", imported_at=timezone.now())
    editor.get(address("list"))
    with django_assert_num_queries(LIST_QUERIES):
        editor.get(address("list"))


LIST_QUERIES = 12


def test_names_and_source_are_edited_and_the_nodes_are_not(editor, outline):
    fields = {"title": "改題", "slug": "small", "source_note": "出典", "framework_code": "", "framework_version": ""}
    assert editor.post(address("edit", outline.pk), fields).status_code == 302
    outline.refresh_from_db()
    assert (outline.title, outline.source_note, outline.title_printed) == ("改題", "出典", "題")


def test_a_framework_without_its_version_is_refused_in_words(editor, outline):
    fields = {"title": "題", "slug": "small", "source_note": "", "framework_code": "cmbok", "framework_version": ""}
    page = editor.post(address("edit", outline.pk), fields).content.decode()
    assert "知識体系とその版は、両方を入力するか、両方を空欄にしてください。" in page


@pytest.mark.parametrize("name", ["list", "add", "inspect", "import"])
def test_others_get_no_screen(client, outline, name):
    user = create("stranger")
    client.force_login(user)
    url = address(name, outline.pk) if name in {"inspect", "import"} else address(name)
    assert client.get(url).status_code in {302, 403}
