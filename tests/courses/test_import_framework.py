"""The command that keeps a published framework: all or nothing, and nothing twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import Competency, CompetencyDomain, Framework, FrameworkVersion
from tests.courses.published import FILE, TEXT, small
from tests.factories.courses import CurriculumSessionFactory, LearningOutcomeFactory

pytestmark = pytest.mark.django_db
ONE = "戦略 財務 ST-1 計画 ST-2 監査"


@pytest.fixture
def write(tmp_path):
    def _write(content, name="framework.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def run(path, *options):
    out = StringIO()
    call_command("import_framework", str(path), *options, stdout=out, no_color=True)
    return out.getvalue().splitlines()


def refused(path, *options):
    with pytest.raises(CommandError) as refusal:
        run(path, *options)
    return str(refusal.value).splitlines()


def rows():
    return [Framework.objects.count(), FrameworkVersion.objects.count(), Competency.objects.count()]


def test_both_published_versions_are_kept_and_counted():
    assert run(FILE) == [
        "CMBOK 1.0: 57 competencies in 10 domains, imported",
        "  ST 5 CS 4 CR 2 OP 10 HR 7 AR 5 IC 2 PE 6 PC 5 PA 11",
        "CMBOK 2.0: 93 competencies in 12 domains, imported",
        "  ST 5 CS 10 CR 5 OP 11 HR 11 AR 5 IC 6 AU 4 PE 15 PC 5 PA 12 LF 4",
        "Everything in the text has its place.",
    ]
    assert rows() == [1, 2, 150]
    assert [str(each) for each in FrameworkVersion.objects.in_order()] == ["CMBOK 1.0", "CMBOK 2.0"]


def test_what_is_kept_reads_like_the_text():
    run(FILE)
    domain = CompetencyDomain.objects.get(version__version="2.0", prefix="CS")
    assert [each.label for each in domain.competencies.all()][:2] == [
        "CS-1 サービスマネジメント",
        "CS-2 サービス・エンカウンター",
    ]
    assert [each.code for each in domain.competencies.all()][-2:] == ["CS-9", "CS-10"]
    assert (domain.area.title, str(CompetencyDomain.objects.get(version__version="2.0", prefix="AU").area)) == (
        "カスタマーサービス",
        "監査",
    )


def test_a_second_run_changes_nothing_and_says_so():
    run(FILE)
    before = list(Competency.objects.values_list("pk", flat=True))
    assert run(FILE)[-1] == "Nothing changed."
    assert list(Competency.objects.values_list("pk", flat=True)) == before


def test_a_dry_run_reports_and_keeps_nothing():
    assert run(FILE, "--dry-run")[-1] == "Dry run: nothing was kept."
    assert rows() == [0, 0, 0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_usual_encodings_are_read(write, encoding):
    run(write(TEXT.encode(encoding)))
    assert rows() == [1, 2, 150]


@pytest.mark.parametrize(
    "content,ending",
    [
        (TEXT.encode("euc-jp"), "Save the file as UTF-8 and try again."),
        (TEXT.encode("utf-16"), "Save the file as UTF-8 and try again."),
        (TEXT.encode()[:-7], "the file is cut off in the middle of a character."),
        (TEXT.encode() + b"\x00", "line 16: the file is not a text (character 0x00)."),
    ],
)
def test_other_encodings_are_refused(write, content, ending):
    assert refused(write(content))[-1].endswith(ending)
    assert rows() == [0, 0, 0]


def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "none.txt") == [f"{tmp_path / 'none.txt'} cannot be read: No such file or directory"]


def test_one_bad_version_keeps_the_good_one_out_too(write):
    path = write(small("1.0", ONE) + small("2.0", ONE + " ST-2 予算"))
    assert refused(path) == [
        f"Nothing was imported from {path}.",
        "6行目：ST-2 が重複しています。6行目にもあります。",
    ]
    assert rows() == [0, 0, 0]


def test_numbers_that_skip_are_reported_and_kept(write):
    told = run(write(small("1.0", "戦略 財務 ST-1 計画 ST-3 監査")))
    assert told[-1] == "3行目：ST-2 がありません。領域内の番号が飛んでいます。"
    assert rows() == [1, 1, 2]


def test_another_framework_is_refused(write):
    assert refused(write(small("1.0", ONE)), "--framework", "cmbok") == [
        "The text is about KIT, not about cmbok. Nothing was imported."
    ]
    assert run(FILE, "--framework", "cmbok")[0].startswith("CMBOK 1.0")


@pytest.mark.parametrize(
    "expected,refusal",
    [
        ("1.0=3", "The text has 2 competencies of version 1.0, not 3; it may be cut off. Nothing was imported."),
        ("2.0=1", "The text has 0 competencies of version 2.0, not 1; it may be cut off. Nothing was imported."),
        ("1.0", "--expect 1.0: write it as VERSION=COUNT, for example 2.0=93."),
    ],
)
def test_an_expected_count_that_is_not_met_is_refused(write, expected, refusal):
    path = write(small("1.0", ONE))
    assert refused(path, "--expect", expected) == [refusal]
    run(path, "--expect", "1.0=2")
    assert rows() == [1, 1, 2]


def test_other_content_of_a_known_version_is_shown_and_refused(write):
    run(write(small("1.0", ONE)))
    path = write(small("1.0", "戦略 財務 ST-1 企画"))
    assert refused(path) == [
        f"Nothing was imported from {path}.",
        "KIT 1.0 はすでに別の内容で登録されています。",
        "ST-1: 戦略 / 財務 / 計画 → 戦略 / 財務 / 企画",
        "ST-2: 戦略 / 財務 / 監査 → –",
    ]
    assert list(Competency.objects.values_list("title", flat=True)) == ["計画", "監査"]


def test_a_version_nothing_refers_to_can_be_replaced(write):
    run(write(small("1.0", ONE)))
    told = run(write(small("1.0", "戦略 財務 ST-1 企画")), "--replace")
    assert told[0] == "KIT 1.0: 1 competencies in 1 domains, replaced"
    assert list(Competency.objects.values_list("title", flat=True)) == ["企画"]


@pytest.mark.parametrize("refer", ["session", "outcome"])
def test_a_version_in_use_stays(write, refer):
    run(write(small("1.0", ONE)))
    competency = Competency.objects.first()
    if refer == "session":
        CurriculumSessionFactory().competencies.through.objects.create(
            curriculumsession=CurriculumSessionFactory(), competency=competency
        )
    else:
        LearningOutcomeFactory(competency=competency)
    told = refused(write(small("1.0", "戦略 財務 ST-1 企画")), "--replace")
    assert told[1].startswith("KIT 1.0 は置き換えられません。参照されています")
    assert Competency.objects.count() == 2
