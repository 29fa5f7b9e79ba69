"""Every address of the program."""

from django.contrib import admin
from django.urls import include, path

from itdrift import errors, views
from onboarding.desk import views as desk_views
from onboarding.desk.case_parts import ADDRESSES
from registry.people.views import refused

from . import compliance, home, search

handler403 = refused
handler500 = errors.server_error
urlpatterns = [
    path("", home.start, name="start"),
    path("sok/", search.search, name="search"),
    path("efterlevnad/", compliance.compliance, name="compliance"),
    path("efterlevnad/<slug:key>/<slug:state>/", compliance.compliance_cases, name="compliance_cases"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("halsa/", views.health, name="health"),
    path("halsa/lever/", views.alive, name="alive"),
    path(".well-known/security.txt", views.security, name="security"),
    *(
        path(
            f"arenden/<int:pk>/{address}",
            desk_views.case,
            {"sections": compliance.ALL_SECTIONS, "page": name},
            name=name,
        )
        for name, address in ADDRESSES.items()  # here, since the sections are those of all apps
    ),
    path("", include("registry.urls")),
    path("", include("onboarding.urls")),
    path("", include("fees.urls")),
    path("", include("reporting.urls")),
    path("admin/", admin.site.urls),
]
