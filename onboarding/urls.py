from django.urls import path

from .views import agreements, cases, filing, guests, requests

urlpatterns = [
    path("arenden/", cases.cases, name="cases"),
    path("arenden/ko/", cases.queue, name="queue"),
    path("arenden/ny/", filing.new, name="case_new"),
    path("arenden/<int:pk>/", cases.case, name="case"),
    path("arenden/<int:pk>/utkast/", filing.edit, name="case_edit"),
    path("arenden/<int:pk>/granska/", filing.review, name="case_review"),
    path("arenden/<int:pk>/ta-bort/", filing.discard, name="case_discard"),
    path("arenden/<int:pk>/kvitto/", filing.receipt, name="case_receipt"),
    path("arenden/<int:pk>/gaster/", guests.guests, name="guests"),
    path("arenden/<int:pk>/gaster/<int:person>/ta-bort/", guests.let_out, name="let_out"),
    path("arenden/tjanst/<int:pk>/fordela/", requests.allocate, name="allocate"),
    path("arenden/tjanst/<int:pk>/bedom/", requests.assess, name="assess"),
    path("arenden/tjanst/<int:pk>/ata/", requests.accept, name="accept"),
    path("arenden/tjanst/<int:pk>/neka/", requests.refuse, name="refuse"),
    path("arenden/tjanst/<int:pk>/aterkalla/", requests.withdraw, name="withdraw"),
    path("arenden/tjanst/<int:pk>/avsluta/", requests.close, name="close"),
    path("arenden/tjanst/<int:pk>/anslut/", requests.connect, name="connect"),
    path("handlingar/<int:pk>/", cases.document, name="document"),
    path("overenskommelser/", agreements.agreements, name="agreements"),
    path("arenden/<int:pk>/overenskommelse/", agreements.draw_up, name="draw_up"),
    path("overenskommelser/<int:pk>/", agreements.agreement, name="agreement"),
    path("overenskommelser/<int:pk>/andra/", agreements.revise, name="revise"),
    path("overenskommelser/<int:pk>/lagg-fram/", agreements.present, name="present"),
    path("overenskommelser/<int:pk>/ta-tillbaka/", agreements.reopen, name="reopen"),
    path("overenskommelser/<int:pk>/underteckna/", agreements.sign, name="sign"),
    path("overenskommelser/<int:pk>/avbryt/", agreements.cancel, name="cancel"),
]
