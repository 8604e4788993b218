import re
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from cohorts.actions.license import revoke_license, surrender_license, suspend_license
from cohorts.ledger import Standing
from cohorts.tasks import render_certificate
from cohorts.verification import verify
from tests.factories.certification import OFFICE, licensed, user_with
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 1)
NOON = "2027-06-01T12:00:00+09:00"
MAY = datetime(2027, 5, 10, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def license_(at):
    at(NOON)
    return licensed()


def page(client, license_, **kwargs):
    return client.get(reverse("lms_cohorts:verify_number", args=[license_.number]), **kwargs)


def words(response):
    """The words of the page itself, without what stands around it."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split())


# What may be learnt


def test_valid_license_without_consent_tells_no_name(license_):
    answer = verify(license_.number, "", DAY)
    assert (answer.standing, answer.title) == (Standing.VALID, "見本インストラクター")
    assert (answer.valid_from, answer.valid_through) == (date(2027, 3, 1), date(2030, 2, 28))
    assert (answer.holder_name, answer.name_matches) == (None, None)


def test_name_is_told_with_consent(at):
    assert verify(licensed(name=True).number, "", DAY).holder_name == "髙橋 美咲"


@pytest.mark.parametrize(
    "name,matches",
    [
        ("髙橋 美咲", True),
        ("高橋美咲", True),
        ("高橋　美咲", True),
        ("高橋", False),
        ("鈴木 美咲", False),
        ("", None),
        ("   ", None),
    ],
)
def test_typed_name(license_, name, matches):
    assert verify(license_.number, name, DAY).name_matches is matches


@pytest.mark.parametrize("number", ["CSI-2026-9999-X", "でたらめ", "", "' OR 1=1 --"])
def test_unknown_and_malformed_numbers_answer_alike(license_, number, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = verify(number, "髙橋 美咲", DAY)
    assert (answer.standing, answer.name_matches, answer.title, answer.valid_from) == (None, None, "", None)


def test_number_of_queries(license_, django_assert_num_queries):
    with django_assert_num_queries(2):
        verify(license_.number, "髙橋 美咲", DAY)


# The page


@pytest.mark.parametrize(
    "clock,headline",
    [
        ("2027-02-28T12:00:00+09:00", "この認定はまだ有効期間前です"),
        ("2027-03-01T00:00:00+09:00", "この認定は有効です"),
        ("2030-02-28T23:59:00+09:00", "この認定は有効です"),
        ("2030-03-01T00:00:00+09:00", "この認定は有効期限が切れています"),
    ],
)
def test_page_through_the_term(client, license_, at, clock, headline):
    at(clock)
    response = page(client, license_)
    assert response.status_code == 200
    assert f"<h1>{headline}</h1>" in response.content.decode()


@pytest.mark.parametrize(
    "action,headline,sentence",
    [
        (suspend_license, "この認定は停止中です", "2027年5月10日（月）から停止されています"),
        (revoke_license, "この認定は取り消されました", "2027年5月10日（月）に取り消されました"),
        (surrender_license, "この認定は返上されました", "2027年5月10日（月）に本人から返上されました"),
    ],
)
def test_page_after_a_measure_says_so_but_not_why(client, license_, action, headline, sentence):
    action(license_, reason="内密の事情", by=OFFICE, now=MAY)
    response = page(client, license_)
    body = response.content.decode()
    assert response.status_code == 200
    assert f"<h1>{headline}</h1>" in body
    assert sentence in body
    assert "内密の事情" not in body


def test_page_states_the_moment_of_the_check_and_stays_out_of_search_engines(client, license_):
    response = page(client, license_)
    assert "2027年6月1日（火）12:00" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_page_keeps_the_name_to_itself_without_consent(client, license_):
    body = page(client, license_).content.decode()
    assert "髙橋" not in body
    assert "高橋" not in body


def test_page_shows_the_name_with_consent(client, at):
    at(NOON)
    assert "髙橋 美咲" in page(client, licensed(name=True)).content.decode()


@pytest.mark.parametrize("name,title", [("高橋 美咲", "氏名は一致しました"), ("鈴木 花子", "氏名は一致しませんでした")])
def test_comparing_a_name(client, license_, name, title):
    response = client.post(reverse("lms_cohorts:verify_number", args=[license_.number]), {"name": name})
    assert title in response.content.decode()
    from_form = client.post(reverse("lms_cohorts:verify"), {"number": license_.number, "name": name})
    assert title in from_form.content.decode()


def test_typed_name_never_reaches_an_address(client, license_):
    response = client.get(reverse("lms_cohorts:verify"), {"number": license_.number, "name": "高橋 美咲"})
    assert response["Location"] == reverse("lms_cohorts:verify_number", args=[license_.number])


@pytest.mark.parametrize("spell", [str.lower, lambda n: n.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})])
def test_other_spellings_lead_to_the_printed_number(client, license_, spell):
    printed = reverse("lms_cohorts:verify_number", args=[license_.number])
    response = client.get(reverse("lms_cohorts:verify_number", args=[spell(license_.number)]))
    assert (response.status_code, response["Location"]) == (302, printed)
    response = client.post(reverse("lms_cohorts:verify"), {"number": spell(license_.number)})
    assert (response.status_code, response["Location"]) == (302, printed)


def test_unknown_and_malformed_pages_use_the_same_words(client, license_):
    texts = set()
    for number in ("CSI-2026-0099-5", "CSI-2026-0001-0", "NONSENSE"):
        response = client.get(reverse("lms_cohorts:verify_number", args=[number]))
        assert response.status_code == 404
        texts.add(words(response).replace(number, "#"))
    assert len(texts) == 1
    assert "この番号の認定は見つかりませんでした" in texts.pop()


def test_form_asks_and_explains(client):
    response = client.get(reverse("lms_cohorts:verify"))
    assert response.status_code == 200
    assert "認定番号" in response.content.decode()
    empty = client.post(reverse("lms_cohorts:verify"), {"number": " "})
    assert empty.status_code == 400
    assert "error-summary" in empty.content.decode()


def test_markup_in_a_number_or_name_is_text(client, license_):
    shown = client.post(reverse("lms_cohorts:verify"), {"number": "<b>x</b>"}).content.decode()
    assert "<b>x</b>" not in shown
    shown = client.post(
        reverse("lms_cohorts:verify_number", args=[license_.number]), {"name": "<script>x</script>"}
    ).content.decode()
    assert "<script>x</script>" not in shown


def test_too_many_checks_from_one_address_wait_a_minute(client, license_, settings):
    settings.LMS_VERIFICATIONS_PER_MINUTE = 2
    assert [page(client, license_).status_code for _ in range(3)] == [200, 200, 429]
    assert page(client, license_)["Retry-After"] == "60"
    assert page(client, license_, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_english_page(client, license_):
    body = client.get(f"/en/verify/{license_.number}/").content.decode()
    assert "<h1>This license is valid</h1>" in body


# The certificate file


def test_who_may_download_the_certificate(client, license_):
    render_certificate(license_.certificates.get().pk)
    address = reverse("lms_cohorts:certificate", args=[license_.number])
    assert client.get(address).status_code == 302
    answers = {}
    people = {
        "holder": license_.person.user,
        "secretariat": user_with("lms_cohorts.work_as_secretariat"),
        "decider": user_with("lms_cohorts.decide_certification"),
        "stranger": UserFactory(),
    }
    for who, user in people.items():
        client.force_login(user)
        answers[who] = client.get(address).status_code
    assert answers == {"holder": 200, "secretariat": 200, "decider": 404, "stranger": 404}


def test_downloaded_certificate_is_the_stored_one(client, license_):
    render_certificate(license_.certificates.get().pk)
    client.force_login(license_.person.user)
    response = client.get(reverse("lms_cohorts:certificate", args=[license_.number]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{license_.number}.pdf"'
    assert response.content == bytes(license_.certificates.get().pdf)


def test_certificate_that_is_not_drawn_yet(client, license_):
    client.force_login(license_.person.user)
    response = client.get(reverse("lms_cohorts:certificate", args=[license_.number]))
    assert response.status_code == 202
    assert license_.number in response.content.decode()


def test_unknown_certificate_is_not_found(client, license_):
    client.force_login(user_with("lms_cohorts.work_as_secretariat"))
    assert client.get(reverse("lms_cohorts:certificate", args=["CSI-2026-0099-5"])).status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/verify/%00/", "/verify/CSI%00/", "/legal/terms/%00/", "/legal/commerce/v1%00/"])
def test_what_no_database_stores_is_not_found(client, db, address):
    assert client.get(address).status_code == 404
