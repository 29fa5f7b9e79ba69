from django.contrib.auth import views as auth
from django.urls import path

from . import views

urlpatterns = [
    path("logga-in/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logga-ut/", auth.LogoutView.as_view(), name="logout"),
    path("byt-uppdrag/", views.switch_mandate, name="mandate_switch"),
    path("forordningen/", views.ordinance, name="ordinance"),
    path("tjanster/", views.services, name="services"),
    path("tjanster/ny/", views.offer, name="service_new"),
    path("tjanster/<int:pk>/", views.service, name="service"),
    path("tjanster/<int:pk>/beskrivning/", views.describe, name="service_describe"),
    path("tjanster/<int:pk>/godkann/", views.approve, name="service_approve"),
]
