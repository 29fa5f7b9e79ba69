from django.urls import path

from .agreement import views as agreement_views
from .allocation import views as allocation_views
from .appeal import views as appeal_views
from .connection import views as connection_views
from .desk import views as desk_views
from .diary import views as diary_views
from .filing import views as filing_views
from .letters import views as letters_views
from .officer import views as officer_views
from .priority import views as priority_views
from .reception import views as reception_views
from .refusal import change_views as refusal_change_views
from .refusal import views as refusal_views
from .secrecy import views as secrecy_views

urlpatterns = [
    path("arenden/", desk_views.cases, name="cases"),
    path("arenden/lista.csv", desk_views.cases_file, {"kind": "csv"}, name="cases_csv"),
    path("arenden/lista.xlsx", desk_views.cases_file, {"kind": "xlsx"}, name="cases_xlsx"),
    path("arenden/urval/", desk_views.saved_filters, name="saved_filters"),
    path("arenden/urval/<int:pk>/ta-bort/", desk_views.saved_filter_delete, name="saved_filter_delete"),
    path("arenden/ko/", priority_views.queue, name="queue"),
    path("arenden/prioriteringar/", priority_views.prioritisations, name="prioritisations"),
    path("arenden/prioriteringar/ny/", priority_views.declare_shortage, name="declare_shortage"),
    path("arenden/prioriteringar/<int:pk>/", priority_views.prioritisation, name="prioritisation"),
    path("arenden/prioriteringar/<int:pk>/konkurrerar/", priority_views.change_competitors, name="change_competitors"),
    path("arenden/prioriteringar/<int:pk>/besluta/", priority_views.prioritise, name="prioritise"),
    path("arenden/prioriteringar/<int:pk>/avbryt/", priority_views.cancel_prioritisation, name="cancel_prioritisation"),
    path(
        "arenden/prioriteringar/<int:pk>/beslut/",
        priority_views.prioritisation_document,
        name="prioritisation_document",
    ),
    path("arenden/ny/", filing_views.draft, name="draft"),
    path("arenden/skriv-in/", reception_views.take_down, name="take_down"),
    path("arenden/fordela/", allocation_views.allocate_many, name="allocate_many"),
    path("arenden/neutralitet/", allocation_views.neutrality, name="neutrality"),
    path("arenden/<int:pk>/ta/", officer_views.take_case, name="take_case"),
    path("arenden/<int:pk>/lamna-over/", officer_views.give_case, name="give_case"),
    path("arenden/<int:pk>/jav/", secrecy_views.report_conflict, name="report_conflict"),
    path("arenden/jav/<int:pk>/", secrecy_views.conflict, name="conflict"),
    path("arenden/jav/<int:pk>/prova/", secrecy_views.decide_conflict, name="decide_conflict"),
    path("arenden/<int:pk>/utkast/", filing_views.edit, name="edit"),
    path("arenden/<int:pk>/utkast/<slug:step>/", filing_views.edit_step, name="edit_step"),
    path("arenden/<int:pk>/utkast/<slug:step>/kollega/", filing_views.ask_colleague, name="ask_colleague"),
    path("arenden/<int:pk>/utkast/<slug:step>/ta-tillbaka/", filing_views.take_back_step, name="take_back_step"),
    path("arenden/<int:pk>/lamna/", filing_views.hand_over, name="hand_over"),
    path("arenden/<int:pk>/granska/", filing_views.register, name="register"),
    path("arenden/<int:pk>/ta-bort/", filing_views.discard, name="discard"),
    path("arenden/<int:pk>/komplettera/", filing_views.complete, name="complete"),
    path("arenden/<int:pk>/kvitto/", filing_views.receipt, name="case_receipt"),
    path("arenden/<int:pk>/gaster/", secrecy_views.let_in, name="let_in"),
    path("arenden/<int:pk>/gaster/<int:address>/ta-bort/", secrecy_views.let_out, name="let_out"),
    path("arenden/<int:pk>/bilagor/", letters_views.attach, name="attach"),
    path("bilagor/<int:pk>/", letters_views.attachment, name="attachment"),
    path("bilagor/<int:pk>/ta-bort/", letters_views.detach, name="detach"),
    path("arenden/<int:pk>/begransa/", secrecy_views.make_confidential, name="make_confidential"),
    path("arenden/<int:pk>/ta-bort-begransning/", secrecy_views.open_up, name="open_up"),
    path("arenden/<int:pk>/namngivna/", secrecy_views.name_colleague, name="name_colleague"),
    path("arenden/<int:pk>/namngivna/<int:person>/ta-bort/", secrecy_views.unname, name="unname"),
    path("arenden/<int:pk>/meddelande/", letters_views.message, name="message"),
    path("arenden/<int:pk>/anteckning/", letters_views.note_down, name="note_down"),
    path("arenden/fraga/<int:pk>/svara/", letters_views.answer, name="answer"),
    path("arenden/fraga/<int:pk>/ta-tillbaka/", letters_views.take_back, name="take_back"),
    path("arenden/tjanst/<int:pk>/komplettera/", letters_views.ask, name="ask"),
    path("arenden/tjanst/<int:pk>/fordela/", allocation_views.allocate, name="allocate"),
    path("arenden/tjanst/<int:pk>/fordela-om/", allocation_views.reallocate, name="reallocate"),
    path("arenden/tjanst/<int:pk>/bedom/", priority_views.assess, name="assess"),
    path("arenden/tjanst/<int:pk>/enas/", priority_views.settle, name="settle"),
    path("arenden/tjanst/<int:pk>/ata/", allocation_views.accept, name="accept"),
    path("arenden/tjanst/<int:pk>/kommunicera/", refusal_views.communicate, name="communicate"),
    path("kommuniceringar/<int:pk>/svara/", refusal_views.reply, name="reply"),
    path("beslut/<int:pk>/ratta/", refusal_views.correct, name="correct"),
    path("beslut/<int:pk>/andra/", refusal_change_views.reconsider, name="reconsider"),
    path("arenden/tjanst/<int:pk>/neka/forslag/", refusal_views.propose_refusal, name="propose_refusal"),
    path("arenden/tjanst/<int:pk>/neka/", refusal_views.refuse, name="refuse"),
    path("arenden/tjanst/<int:pk>/aterkalla/", filing_views.withdraw, name="withdraw"),
    path("arenden/tjanst/<int:pk>/avsluta/", allocation_views.close, name="close"),
    path("arenden/tjanst/<int:pk>/anslut/", connection_views.connect, name="connect"),
    path("var-myndighet/overklagande/", appeal_views.appeal_choices, name="appeal_choices"),
    path("var-myndighet/overklagande/<slug:kind>/", appeal_views.choose_appeal, name="choose_appeal"),
    path("diarium/", diary_views.diary, name="diary"),
    path("diarium/<int:pk>/", diary_views.diary_entry, name="diary_entry"),
    path("diarium/<int:pk>/dolj/", diary_views.hide, name="hide"),
    path("diarium/<int:pk>/visa/", diary_views.show, name="show"),
    path("diarium/<int:pk>/markera/", diary_views.mark_secret, name="mark_secret"),
    path("diarium/markering/<int:pk>/ta-bort/", diary_views.unmark, name="unmark"),
    path("arenden/<int:pk>/registrera/", diary_views.enter_by_hand, name="enter_by_hand"),
    path("oppet-diarium/", diary_views.public_diary, name="public_diary"),
    path("oppet-diarium/diarium.csv", diary_views.public_diary_file, {"kind": "csv"}, name="public_diary_csv"),
    path("oppet-diarium/diarium.xlsx", diary_views.public_diary_file, {"kind": "xlsx"}, name="public_diary_xlsx"),
    path("handlingar/<int:pk>/", desk_views.document, name="document"),
    path("overenskommelser/", agreement_views.agreements, name="agreements"),
    path("arenden/<int:pk>/overenskommelse/", agreement_views.draw_up, name="draw_up"),
    path("overenskommelser/<int:pk>/", agreement_views.agreement, name="agreement"),
    path("overenskommelser/<int:pk>/andra/", agreement_views.revise, name="revise"),
    path("overenskommelser/<int:pk>/lagg-fram/", agreement_views.present, name="present"),
    path("overenskommelser/<int:pk>/ta-tillbaka/", agreement_views.reopen, name="reopen"),
    path("overenskommelser/<int:pk>/underteckna/", agreement_views.sign, name="sign"),
    path("overenskommelser/<int:pk>/avbryt/", agreement_views.cancel, name="cancel"),
]
