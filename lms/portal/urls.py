from django.urls import include, path

from lms.portal.views import application, choice, group, legal, orders, quotes, study, waitlist

app_name = "lms_portal"
urlpatterns = [
    path("my/", include("lms.portal.urls_my")),
    path("evaluate/", include("lms.portal.urls_evaluate")),
    path("apply/<slug:code>/", application.apply, name="apply"),
    path("apply/<slug:code>/declarations/", application.apply_declarations, name="apply_declarations"),
    path("apply/<slug:code>/confirm/", application.apply_confirm, name="apply_confirm"),
    path("apply/<slug:code>/audit/", application.apply_audit, name="apply_audit"),
    path("apply/<slug:code>/waitlist/", application.apply_waitlist, name="apply_waitlist"),
    path("apply/<slug:code>/company/", group.group, name="group"),
    path("apply/<slug:code>/company/people/", group.group_people, name="group_people"),
    path("apply/<slug:code>/company/confirm/", group.group_confirm, name="group_confirm"),
    path("apply/<slug:code>/company/quote/", group.group_quote, name="group_quote"),
    path("apply/<slug:code>/company/seats/<int:position>/", group.group_choose, name="group_choose"),
    path("waitlist/<str:token>/", waitlist.waitlist_answer, name="waitlist_answer"),
    path("waitlist/<str:token>/leave/", waitlist.waitlist_leave, name="waitlist_leave"),
    path("choice/<str:token>/", choice.choice, name="choice"),
    path("choice/<str:token>/answer/", choice.choose, name="choose"),
    path("quotes/<str:token>/", quotes.quote, name="quote"),
    path("quotes/<str:token>/quote.pdf", quotes.quote_pdf, name="quote_pdf"),
    path("quotes/<str:token>/accept/", quotes.quote_accept, name="quote_accept"),
    path("quotes/<str:token>/decline/", quotes.quote_decline, name="quote_decline"),
    path("quotes/papers/<str:token>.pdf", quotes.quote_paper, name="quote_paper"),
    path("quotes/<str:token>/receipt/", quotes.quote_receipt, name="quote_receipt"),
    path("orders/<uuid:public_id>/return/", orders.order_return, name="order_return"),
    path("orders/<uuid:public_id>/pay/", orders.order_pay, name="order_pay"),
    path("orders/<uuid:public_id>/cancel/", orders.order_cancel, name="order_cancel"),
    path("lessons/<int:pk>/", study.lesson, name="lesson"),
    path("lessons/<int:pk>/materials/<uuid:material>/", study.lesson_material, name="lesson_material"),
    path("legal/", legal.overview, name="legal_overview"),
    path("legal/<slug:kind>/", legal.legal, name="legal"),
    path("legal/<slug:kind>/<str:version>/", legal.legal_version, name="legal_version"),
]
