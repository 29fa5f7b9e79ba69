from django.urls import path

from . import views

urlpatterns = [
    path("avgifter/", views.fees, name="fees"),
    path("avgifter/tjanst/<int:service>/", views.set_fee, name="set_fee"),
]
