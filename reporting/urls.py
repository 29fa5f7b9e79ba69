from django.urls import path

from .views import account, data, data_file, draft, paper, questions, verify

urlpatterns = [
    path("redovisning/", account.reports, name="reports"),
    path("redovisning/oppna/", account.open_report, name="report_open"),
    path("redovisning/kontrollera/", verify.verify_file, name="report_verify"),
    path("redovisning/<int:pk>/", account.report, name="report"),
    path("redovisning/<int:pk>/begar/", data.request_data, name="report_request"),
    path("redovisning/<int:pk>/text/", draft.narrate, name="report_narrate"),
    path("redovisning/<int:pk>/text/<slug:chapter>/", draft.chapter, name="report_chapter"),
    path("redovisning/<int:pk>/lamna-utkast/", draft.share, name="report_share"),
    path("redovisning/<int:pk>/synpunkt/", draft.comment, name="report_comment"),
    path("redovisning/synpunkt/<int:pk>/", draft.settle_comment, name="report_settle_comment"),
    path("redovisning/<int:pk>/framstall/", account.make, name="report_make"),
    path("redovisning/<int:pk>/besluta/", account.decide, name="report_decide"),
    path("redovisning/<int:pk>/lamna/", account.send, name="report_send"),
    path("redovisning/<int:pk>/ratta/", account.correct_report, name="report_correct"),
    path("redovisning/<int:pk>/bilaga/", account.open_annex, name="report_annex"),
    path("redovisning/<int:pk>/pdf/", paper.document, name="report_document"),
    path("redovisning/underlag/<int:pk>/", data.answer, name="report_answer"),
    path("redovisning/underlag/<int:pk>/bekrafta/", data.confirm, name="report_confirm"),
    path("redovisning/underlag/<int:pk>/lamnas-inte/", data.note_silence, name="report_silence"),
    path("redovisning/underlag/<int:pk>/fil/", data_file.choose_file, name="report_file"),
    path("redovisning/underlag/<int:pk>/fil/mall.csv", data_file.template, name="report_file_template"),
    path("redovisning/underlag/<int:pk>/fil/ta-in/", data_file.take_in, name="report_file_take_in"),
    path("redovisning/underlag/<int:pk>/fraga/", questions.question, name="report_question"),
    path("redovisning/underlag/fraga/<int:pk>/", questions.reply, name="report_reply"),
]
