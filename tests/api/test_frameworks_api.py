"""Frameworks over the API, down to every list behind every count."""

import pytest

from tests.courses.published import EXPECTED
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
FRAMEWORKS = "/api/v1/frameworks"


@pytest.fixture(autouse=True)
def _cmbok():
    published_framework()


def pairs(rows):
    return sorted([one["from_code"], one["to_code"], one["from_title"], one["to_title"]] for one in rows)


def same_code(rows):
    return sorted([one["code"], one["code"], one["from_title"], one["to_title"]] for one in rows)


def singles(rows):
    return sorted([one["code"], one["title"]] for one in rows)


def test_frameworks_name_their_versions_the_newest_first(client):
    assert client.get(FRAMEWORKS).json() == [
        {
            "code": "cmbok",
            "title": "CMBOK",
            "publisher": "",
            "versions": [
                {"version": "2.0", "competency_count": 93, "domain_count": 12},
                {"version": "1.0", "competency_count": 57, "domain_count": 10},
            ],
        }
    ]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_version_has_every_competency_in_its_place(client, version):
    answer = client.get(f"{FRAMEWORKS}/cmbok/{version}").json()
    placement = [
        [area["title"], domain["prefix"], domain["title"], [[c["code"], c["title"]] for c in domain["competencies"]]]
        for area in answer["areas"]
        for domain in area["domains"]
    ]
    assert sorted(placement) == sorted(EXPECTED["placement"][version])
    assert (answer["framework"], answer["version"]) == ("cmbok", version)
    assert answer["competency_count"] == sum(len(row[3]) for row in placement)
    assert {area["title"]: area["title_as_printed"] for area in answer["areas"]}["構築"] == "構 築"


def test_the_difference_has_the_lists_behind_its_counts(client):
    answer = client.get(f"{FRAMEWORKS}/cmbok/diff/1.0/2.0").json()
    assert (answer["framework"], answer["from"], answer["to"]) == ("cmbok", "1.0", "2.0")
    assert answer["counts"] == {
        "kept_identical": 29,
        "kept_spelling_only": 5,
        "kept_renamed": 0,
        "moved_same_title": 17,
        "moved_and_renamed": 1,
        "dropped": 5,
        "new": 41,
        "code_reused_for_other_competency": 23,
    }
    assert {
        "identical": singles(answer["kept_identical"]),
        "respelled": same_code(answer["kept_spelling_only"]),
        "moved": pairs(answer["moved_same_title"]),
        "moved_and_renamed": pairs(answer["moved_and_renamed"]),
        "dropped": singles(answer["dropped"]),
        "new": singles(answer["new"]),
        "reused_codes": same_code(answer["code_reused_for_other_competency"]),
        "domains": sorted(
            [each["kind"], each["prefix"], each["from_title"], each["to_title"]] for each in answer["domain_changes"]
        ),
        "suggestions": sorted([*each["from_codes"], each["to_codes"]] for each in answer["crosswalk"]),
    } == {name: sorted(rows) for name, rows in EXPECTED.items() if name != "placement"}
    assert {each["status"] for each in answer["crosswalk"]} == {"suggested"}
    assert [each["from_code"] for each in answer["moved_same_title"] if each["spelling_changed"]] == ["IC-2"]


@pytest.mark.parametrize(
    "path,words",
    [
        ("cmbok/3.0", "知識体系 cmbok に 3.0 版はありません。"),
        ("none/1.0", "知識体系 none に 1.0 版はありません。"),
        ("cmbok/diff/1.0/9.9", "知識体系 cmbok に 9.9 版はありません。"),
    ],
)
def test_unknown_versions_answer_404_with_words(client, path, words):
    response = client.get(f"{FRAMEWORKS}/{path}")
    assert (response.status_code, response.json()) == (404, {"detail": words})
