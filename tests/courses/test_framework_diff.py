"""What became of each competency: the published comparison to the last entry, and every rule by itself."""

import pytest

from courses.framework_diff import Basis, DomainChange, compare, misprints, suggestions
from courses.framework_edition import Area, Domain, Edition, Item
from tests.courses.published import EXPECTED, editions


def singles(items):
    return sorted([item.code, item.title] for item in items)


def pairs(found):
    return sorted([pair.old.code, pair.new.code, pair.old.title, pair.new.title] for pair in found)


def edition(version, *titles, prefix="ST", domain="財務", area="戦略"):
    items = tuple(Item(f"{prefix}-{number}", title) for number, title in enumerate(titles, start=1))
    return Edition(version, (Area(area, (Domain(prefix, domain, items),)),))


def both(*editions):
    return Edition(editions[0].version, tuple(area for each in editions for area in each.areas))


def test_the_published_versions_compare_as_expected():
    found = compare(*editions())
    assert {
        "identical": singles(found.identical),
        "respelled": pairs(found.respelled),
        "moved": pairs(found.moved),
        "moved_and_renamed": pairs(found.moved_and_renamed),
        "dropped": singles(found.dropped),
        "new": singles(found.new),
        "reused_codes": pairs(found.reused_codes),
        "domains": sorted([one.kind.value, one.prefix, one.old_title, one.new_title] for one in found.domains),
    } == {name: sorted(rows) for name, rows in EXPECTED.items() if name not in {"placement", "suggestions"}}
    assert found.renamed == ()


def test_the_published_counts_add_up():
    found = compare(*editions())
    kept = [found.identical, found.respelled, found.moved, found.renamed, found.moved_and_renamed]
    assert [len(each) for each in [*kept, found.dropped, found.new, found.reused_codes]] == [
        29, 5, 17, 0, 1, 5, 41, 23,
    ]  # fmt: skip


def test_only_one_moved_title_is_also_respelled():
    assert [pair.old.code for pair in compare(*editions()).moved if pair.is_respelled] == ["IC-2"]


def kinds(old, new):
    """Which lists the first item of each edition ends up in."""
    found = compare(edition("1.0", *old), edition("2.0", *new))
    names = ["identical", "respelled", "moved", "renamed", "moved_and_renamed", "dropped", "new"]
    return {name: len(getattr(found, name)) for name in names if getattr(found, name)}


@pytest.mark.parametrize(
    "old,new,expected",
    [
        (["計画"], ["計画"], {"identical": 1}),
        (["IT 計画"], ["IT計画"], {"respelled": 1}),
        (["計画"], ["監査", "計画"], {"moved": 1, "new": 1}),
        (["計画", "監査"], ["監査", "計画"], {"moved": 2}),
        (["計画"], ["計画(年次)"], {"dropped": 1, "new": 1}),  # less than half of it
        (["事業計画"], ["事業計画(年次)"], {"renamed": 1}),  # exactly half of it
        (["事業計画"], ["監査", "事業計画(年次)"], {"moved_and_renamed": 1, "new": 1}),
        (["事業計画(年次)"], ["監査", "事業計画"], {"moved_and_renamed": 1, "new": 1}),
        (["事業計画"], ["年次事業計画"], {"dropped": 1, "new": 1}),  # goes on in front, not behind
        (["事業計画"], ["事業計画の策定", "事業計画の監査"], {"dropped": 1, "new": 2}),  # two partners: nobody can say
        ([], ["計画"], {"new": 1}),
        (["計画"], [], {"dropped": 1}),
        (["計画", "計 画"], ["計画"], {"identical": 1, "dropped": 1}),
    ],
)
def test_each_kind(old, new, expected):
    assert kinds(old, new) == expected


def test_a_longer_title_in_another_domain_is_another_competency():
    found = compare(edition("1.0", "事業計画"), edition("2.0", "事業計画(年次)", prefix="AU"))
    assert (len(found.dropped), len(found.new)) == (1, 1)


@pytest.mark.parametrize(
    "old,new,reused",
    [
        (["計画"], ["計画"], []),
        (["IT 計画"], ["IT計画"], []),
        (["事業計画"], ["事業計画(年次)"], []),
        (["計画"], ["監査", "計画"], [("計画", "監査")]),
        (["計画"], ["監査"], [("計画", "監査")]),
    ],
)
def test_a_code_is_reused_where_another_competency_has_it(old, new, reused):
    found = compare(edition("1.0", *old), edition("2.0", *new))
    assert [(pair.old.title, pair.new.title) for pair in found.reused_codes] == reused


@pytest.mark.parametrize(
    "old,new,kind",
    [
        ({"domain": "財務"}, {"domain": "会計"}, DomainChange.RENAMED),
        ({"domain": "PC 基礎"}, {"domain": "PC基礎"}, DomainChange.SPELLING_ONLY),
        ({"area": "戦略"}, {"area": "監査"}, DomainChange.MOVED),
    ],
)
def test_domains_change(old, new, kind):
    found = compare(edition("1.0", "計画", **old), edition("2.0", "計画", **new))
    assert [(each.kind, each.prefix) for each in found.domains] == [(kind, "ST")]


def test_the_letter_spacing_of_an_area_is_no_change():
    assert compare(edition("1.0", "計画", area="監 査"), edition("2.0", "計画", area="監査")).domains == ()


def test_domains_come_and_go():
    found = compare(edition("1.0", "計画"), edition("2.0", "計画", prefix="AU"))
    assert [(each.kind, each.prefix) for each in found.domains] == [
        (DomainChange.DROPPED, "ST"),
        (DomainChange.NEW, "AU"),
    ]


def test_suggestions_from_the_published_text():
    old, new = editions()
    found = suggestions(old, new, compare(old, new))
    assert sorted([one.old.code, [item.code for item in one.new]] for one in found) == sorted(EXPECTED["suggestions"])
    assert {one.old.code: one.basis for one in found} == {
        "ST-5": Basis.DOMAIN_TITLE,
        "AR-4": Basis.AREA_SUBJECT,
        "OP-8": Basis.AREA_SUBJECT,
        "OP-2": Basis.PLACE,
        "IC-1": Basis.PLACE,
    }


@pytest.mark.parametrize(
    "old,new,expected",
    [
        (["計画", "予算", "監査"], ["計画", "見積", "監査"], ["ST-2"]),
        (["計画", "予算"], ["計画", "見積", "会計"], ["ST-2", "ST-3"]),
        (["計画", "予算", "監査"], ["見積", "計画", "監査"], None),  # nothing new stands between its neighbours
        (["計画"], [], None),
    ],
)
def test_a_place_is_what_lies_between_the_neighbours(old, new, expected):
    earlier, later = edition("1.0", *old), edition("2.0", *new)
    found = suggestions(earlier, later, compare(earlier, later))
    assert [[item.code for item in one.new] for one in found] == ([expected] if expected else [])


def test_misprints_name_the_code_and_both_texts():
    assert misprints(edition("1.0", "計画", "予算"), edition("1.0", "企画")) == [
        ("ST-1", "戦略 / 財務 / 計画", "戦略 / 財務 / 企画"),
        ("ST-2", "戦略 / 財務 / 予算", ""),
    ]
    assert misprints(edition("1.0", "計画"), edition("1.0", "計画")) == []
