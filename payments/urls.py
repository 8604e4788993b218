from django.urls import path

from payments import views

app_name = "lms_payments"

urlpatterns = [path("stripe/webhook/", views.stripe_webhook, name="stripe_webhook")]
