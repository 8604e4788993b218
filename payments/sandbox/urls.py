from django.urls import path

from payments.sandbox import api, views

app_name = "lms_sandbox"

urlpatterns = [
    path("v1/<path:path>", api.api, name="api"),
    path("pay/<str:session_id>/", views.pay, name="pay"),
    path("bank/<str:session_id>/", views.bank, name="bank"),
    path("paypay/<str:session_id>/", views.paypay, name="paypay"),
    path("voucher/<str:session_id>/", views.voucher, name="voucher"),
]
