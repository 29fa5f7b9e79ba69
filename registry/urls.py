from django.contrib.auth import views as auth
from django.urls import path

from .views import catalogue, descriptions, frame

urlpatterns = [
    path("logga-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logga-ut/", auth.LogoutView.as_view(), name="logout"),
    path("byt-uppdrag/", frame.switch_mandate, name="mandate_switch"),
    path("forordningen/", frame.ordinance, name="ordinance"),
    path("tjanster/", catalogue.services, name="services"),
    path("tjanster/ny/", descriptions.offer, name="service_new"),
    path("tjanster/<int:pk>/", catalogue.service, name="service"),
    path("tjanster/<int:pk>/beskrivning/", descriptions.describe, name="service_describe"),
    path("tjanster/<int:pk>/godkann/", descriptions.approve, name="service_approve"),
]
