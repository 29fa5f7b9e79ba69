from django.urls import path

from .account import views as account_views
from .data import views as data_views
from .desk import views as desk_views
from .paper import views as paper_views

urlpatterns = [
    path("redovisning/", desk_views.reports, name="reports"),
    path("redovisning/oppna/", account_views.open_report, name="open_report"),
    path("redovisning/kontrollera/", paper_views.verify_file, name="report_verify"),
    path("redovisning/<int:pk>/", desk_views.report, name="report"),
    path("redovisning/<int:pk>/begar/", data_views.request_data, name="request_data"),
    path("redovisning/<int:pk>/text/", account_views.chapters, name="chapters"),
    path("redovisning/<int:pk>/text/<slug:chapter>/", account_views.narrate, name="narrate"),
    path("redovisning/<int:pk>/lamna-utkast/", account_views.share, name="share"),
    path("redovisning/<int:pk>/synpunkt/", account_views.comment, name="comment"),
    path("redovisning/synpunkt/<int:pk>/", account_views.settle_comment, name="settle_comment"),
    path("redovisning/<int:pk>/framstall/", account_views.make, name="make"),
    path("redovisning/<int:pk>/besluta/", account_views.decide_report, name="decide_report"),
    path("redovisning/<int:pk>/lamna/", account_views.send_report, name="send_report"),
    path("redovisning/<int:pk>/ratta/", account_views.correct_report, name="correct_report"),
    path("redovisning/<int:pk>/bilaga/", account_views.open_annex, name="open_annex"),
    path("redovisning/<int:pk>/pdf/", paper_views.document, name="report_document"),
    path("redovisning/<int:pk>/html/", paper_views.twin, name="report_twin"),
    path("redovisning/<int:pk>/uppgifter.json", paper_views.figures, name="report_json"),
    path("redovisning/<int:pk>/indikatorer.csv", paper_views.indicators, name="report_csv"),
    path("redovisning/<int:pk>/uppgift/<int:indicator>/<path:key>/", paper_views.figure, name="report_figure"),
    path("redovisning/<int:pk>/uppgift/<slug:name>/", paper_views.count, name="report_count"),
    path("redovisning/underlag/<int:pk>/", data_views.answer_data_request, name="answer_data_request"),
    path("redovisning/underlag/<int:pk>/bekrafta/", data_views.confirm, name="confirm"),
    path("redovisning/underlag/<int:pk>/lamnas-inte/", data_views.note_silence, name="note_silence"),
    path("redovisning/underlag/<int:pk>/fil/", data_views.choose_file, name="report_file"),
    path("redovisning/underlag/<int:pk>/fil/mall.csv", data_views.template, name="report_file_template"),
    path("redovisning/underlag/<int:pk>/fil/ta-in/", data_views.take_in, name="report_file_take_in"),
    path("redovisning/underlag/<int:pk>/fraga/", data_views.question, name="question"),
    path("redovisning/underlag/fraga/<int:pk>/", data_views.answer_question, name="answer_question"),
]
