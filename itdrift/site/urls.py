"""Every address of the program."""

from django.contrib import admin
from django.urls import include, path

from itdrift import views

from . import home

urlpatterns = [
    path("", home.start, name="start"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("halsa/", views.health, name="health"),
    path("", include("registry.urls")),
    path("", include("onboarding.urls")),
    path("", include("fees.urls")),
    path("", include("reporting.urls")),
    path("admin/", admin.site.urls),
]
