from django.urls import path

from lms.api.api import api

urlpatterns = [path("", api.urls)]
