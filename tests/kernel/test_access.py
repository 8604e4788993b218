import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views import View

from lms.kernel import access
from lms.standalone.models import User


def answer(_request):
    return HttpResponse("inside")


class Page(View):
    def get(self, _request):
        return HttpResponse("inside")

    post = get


def opened(view, request) -> bool:
    return view(request).content == b"inside"


@pytest.fixture
def request_by(rf):
    def request(user, method="get"):
        made = getattr(rf, method)("/page/")
        made.user = user
        return made

    return request


@pytest.mark.parametrize("rule", [access.public, access.secret_link, access.signed_request])
def test_open_rules_let_anyone_in(rule, request_by):
    assert opened(rule(answer), request_by(AnonymousUser()))
    assert not access.access_rule(rule(answer)).asks_for_account


@pytest.mark.parametrize("rule", [access.signed_in, access.owner_only])
def test_account_rules_send_visitors_to_the_sign_in_page(rule, request_by):
    response = rule(answer)(request_by(AnonymousUser()))
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/page/"
    assert opened(rule(answer), request_by(User(pk=1)))


def test_staff_only_wants_every_permission(request_by, db):
    view = access.staff_only("wagtailadmin.access_admin", "lms_standalone.view_user")(answer)
    user = User.objects.create_user("secretariat@example.com")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    with pytest.raises(PermissionDenied):
        view(request_by(user))
    user.user_permissions.add(Permission.objects.get(codename="view_user"))
    assert opened(view, request_by(User.objects.get()))
    assert view(request_by(AnonymousUser())).status_code == 302


def test_a_view_class_is_guarded_and_marked(request_by):
    view = access.owner_only(access.post_only(type("Step", (Page,), {}))).as_view()
    assert access.access_rule(view).name == "owner_only"
    assert access.is_post_only(view)
    assert view(request_by(AnonymousUser(), "post")).status_code == 302
    assert view(request_by(User(pk=1))).status_code == 405
    assert opened(view, request_by(User(pk=1), "post"))


def test_post_only_answers_405_to_a_look(request_by):
    view = access.public(access.post_only(answer))
    assert view(request_by(AnonymousUser())).status_code == 405
    assert opened(view, request_by(AnonymousUser(), "post"))


def test_an_undeclared_view_has_no_rule():
    assert access.access_rule(answer) is None
    assert not access.is_post_only(answer)
