from django.contrib.auth import views as auth
from django.urls import path

from .forms import LogInForm
from .views import agencies, capacity, catalogue, descriptions, frame, notices

urlpatterns = [
    path(
        "logga-in/",
        auth.LoginView.as_view(authentication_form=LogInForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("logga-ut/", auth.LogoutView.as_view(), name="logout"),
    path("byt-uppdrag/", frame.switch_mandate, name="mandate_switch"),
    path("meddelanden/", notices.notices, name="notices"),
    path("meddelanden/alla/last/", notices.read_all, name="notices_read"),
    path("meddelanden/<int:pk>/", notices.open_notice, name="notice_open"),
    path("meddelanden/<int:pk>/last/", notices.read, name="notice_read"),
    path("var-myndighet/", agencies.own_agency, name="own_agency"),
    path("forordningen/", frame.ordinance, name="ordinance"),
    path("tjanster/", catalogue.services, name="services"),
    path("tjanster/ny/", descriptions.offer, name="service_new"),
    path("tjanster/<int:pk>/", catalogue.service, name="service"),
    path("tjanster/<int:pk>/beskrivning/", descriptions.describe, name="service_describe"),
    path("tjanster/<int:pk>/kapacitet/", capacity.declare_capacity, name="declare_capacity"),
    path("tjanster/<int:pk>/godkann/", descriptions.approve, name="service_approve"),
]
