from django.urls import path

from .prices import views as prices_views

urlpatterns = [
    path("avgifter/", prices_views.fees, name="fees"),
    path("avgifter/tjanst/<int:service>/", prices_views.set_fee, name="set_fee"),
]
