from django.urls import path

from . import views

urlpatterns = [
    path("redovisning/", views.reports, name="reports"),
    path("redovisning/oppna/", views.open_report, name="report_open"),
    path("redovisning/<int:pk>/", views.report, name="report"),
    path("redovisning/<int:pk>/begar/", views.request_data, name="report_request"),
    path("redovisning/<int:pk>/text/", views.narrate, name="report_narrate"),
    path("redovisning/<int:pk>/framstall/", views.make, name="report_make"),
    path("redovisning/<int:pk>/besluta/", views.decide, name="report_decide"),
    path("redovisning/<int:pk>/pdf/", views.document, name="report_document"),
    path("redovisning/underlag/<int:pk>/", views.answer, name="report_answer"),
    path("redovisning/underlag/<int:pk>/bekrafta/", views.confirm, name="report_confirm"),
]
