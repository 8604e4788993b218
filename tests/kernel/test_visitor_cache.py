"""One drawing of a public page serves everybody who asks within the same few seconds, and nobody else."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.middleware.csrf import get_token

from lms.kernel.visitor_cache import VisitorCache, for_visitors


@pytest.fixture(autouse=True)
def _kept_for_five_seconds(settings, at):
    settings.LMS_VISITOR_CACHE_SECONDS = 5
    at("2027-01-15T10:00:10+09:00")
    cache.clear()


class Painter:
    """A view that counts how often it draws."""

    def __init__(self, *, decorate=for_visitors, **answer):
        self.drawn = 0
        self._answer = answer
        self.middleware = VisitorCache(decorate(self.draw))

    def draw(self, _request):
        self.drawn += 1
        return HttpResponse(f"第{self.drawn}版", **self._answer)

    def show(self, rf, path="/courses/", cookies=None, method="get", **headers):
        request = getattr(rf, method)(path, **headers)
        request.COOKIES.update(cookies or {})
        return self.middleware(request).content.decode()


def test_a_second_visitor_sees_what_the_first_one_saw(rf):
    painter = Painter()
    assert [painter.show(rf), painter.show(rf)] == ["第1版", "第1版"]


def test_a_new_minute_is_a_new_page(rf, at):
    painter = Painter()
    at("2027-01-15T10:00:20+09:00")
    painter.show(rf)
    at("2027-01-15T10:01:00+09:00")
    assert painter.show(rf) == "第2版"


def test_another_address_is_another_page(rf):
    painter = Painter()
    shown = [painter.show(rf, path) for path in ("/courses/", "/en/courses/", "/courses/?month=2027-02")]
    assert shown == ["第1版", "第2版", "第3版"]


def test_another_host_is_another_page(rf, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    painter = Painter()
    assert [painter.show(rf, HTTP_HOST=host) for host in settings.ALLOWED_HOSTS] == ["第1版", "第2版"]


def test_a_reader_with_any_cookie_gets_a_page_of_their_own(rf):
    painter = Painter()
    painter.show(rf)
    assert painter.show(rf, cookies={"sessionid": "x"}) == "第2版"
    assert painter.show(rf) == "第1版"


@pytest.mark.parametrize("method", ["post", "head"])
def test_only_a_plain_reading_is_kept(rf, method):
    painter = Painter()
    painter.show(rf, method=method)
    assert painter.show(rf) == "第2版"


def test_a_page_that_does_not_say_so_is_not_kept(rf):
    painter = Painter(decorate=lambda view: view)
    assert [painter.show(rf), painter.show(rf)] == ["第1版", "第2版"]


def test_an_error_is_not_kept(rf):
    painter = Painter(status=404)
    assert [painter.show(rf), painter.show(rf)] == ["第1版", "第2版"]


def test_a_page_with_a_form_token_is_not_kept(rf):
    drawn = []

    @for_visitors
    def view(request):
        drawn.append(get_token(request))
        return HttpResponse(drawn[-1])

    middleware = VisitorCache(view)
    assert middleware(rf.get("/form/")).content != middleware(rf.get("/form/")).content


def test_a_page_that_sets_a_cookie_is_not_kept(rf):
    @for_visitors
    def view(_request):
        answer = HttpResponse(str(len(drawn)))
        answer.set_cookie("taste", "ink")
        drawn.append(answer)
        return answer

    drawn = []
    middleware = VisitorCache(view)
    assert [middleware(rf.get("/")).content for _time in range(2)] == [b"0", b"1"]


def test_the_language_of_a_page_stays_with_it(rf):
    painter = Painter(headers={"Content-Language": "en"}, content_type="text/html; charset=utf-8")
    for _time in range(2):
        answer = painter.middleware(rf.get("/en/"))
        assert (answer["Content-Language"], answer["Content-Type"]) == ("en", "text/html; charset=utf-8")


def test_nothing_is_kept_where_it_is_switched_off(rf, settings):
    settings.LMS_VISITOR_CACHE_SECONDS = 0
    painter = Painter()
    assert [painter.show(rf), painter.show(rf)] == ["第1版", "第2版"]


@pytest.mark.django_db
def test_public_pages_of_the_site_are_kept_with_their_security_headers(client, django_assert_num_queries):
    from tests.factories.pages import site_with_home

    site_with_home()
    first = client.get("/")
    with django_assert_num_queries(0):
        again = client.get("/")
    assert again.content == first.content
    kept = ("Content-Security-Policy", "Content-Language", "Content-Type", "X-Content-Type-Options")
    assert [again[name] for name in kept] == [first[name] for name in kept]
    client.cookies["sessionid"] = "somebody"
    assert client.get("/").status_code == 200
