from django.contrib.auth import views as auth
from django.urls import path

from .agencies import views as agencies_views
from .catalogue import views as catalogue_views
from .people import views as people_views
from .people.forms import LogInForm

urlpatterns = [
    path(
        "logga-in/",
        auth.LoginView.as_view(authentication_form=LogInForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("logga-ut/", auth.LogoutView.as_view(), name="logout"),
    path("byt-uppdrag/", people_views.switch_mandate, name="mandate_switch"),
    path("meddelanden/", people_views.notices, name="notices"),
    path("meddelanden/alla/last/", people_views.read_all, name="notices_read"),
    path("meddelanden/<int:pk>/", people_views.open_notice, name="notice_open"),
    path("meddelanden/<int:pk>/last/", people_views.read, name="notice_read"),
    path("var-myndighet/", agencies_views.own_agency, name="own_agency"),
    path("myndigheter/forslag/", agencies_views.suggestions, name="agency_suggestions"),
    path("forordningen/", catalogue_views.ordinance, name="ordinance"),
    path("tjanster/", catalogue_views.services, name="services"),
    path("tjanster/ny/", catalogue_views.offer, name="service_new"),
    path("tjanster/<int:pk>/", catalogue_views.service, name="service"),
    path("tjanster/<int:pk>/beskrivning/", catalogue_views.describe, name="service_describe"),
    path("tjanster/<int:pk>/kapacitet/", catalogue_views.declare_capacity, name="declare_capacity"),
    path("tjanster/<int:pk>/godkann/", catalogue_views.approve, name="service_approve"),
]
