"""Queue, case and everything that is done at a case."""

from __future__ import annotations

from django.urls import path

from desk.cases.views import actions, case, export, queue, reply

app_name = "cases"
urlpatterns = [
    path("", queue.page, name="queue"),
    path("neues/", queue.news, name="queue_news"),
    path("faelle/<int:case_id>/", case.page, name="case"),
    path("faelle/<int:case_id>/neues/", case.news, name="news"),
    path("faelle/<int:case_id>/aelteres/", case.older, name="older"),
    path("faelle/<int:case_id>/notizen/", case.note, name="note"),
    path("faelle/<int:case_id>/notizen/<int:note_id>/loeschen/", case.remove_note, name="remove_note"),
    path("faelle/<int:case_id>/handlung/", actions.act, name="act"),
    path("faelle/<int:case_id>/auftraege/<uuid:order_id>/weg/", actions.discard, name="discard"),
    path("faelle/<int:case_id>/karten/", reply.cards, name="cards"),
    path("faelle/<int:case_id>/bausteine/", reply.phrases, name="phrases"),
    path("faelle/<int:case_id>/bausteine/ausfuellen/", reply.phrase_form, name="phrase_form"),
    path("faelle/<int:case_id>/vorschau/", reply.preview, name="preview"),
    path("faelle/<int:case_id>/senden/", reply.send, name="send"),
    path("faelle/<int:case_id>/fall.txt", export.as_text, name="text"),
    path("faelle/<int:case_id>/fall.pdf", export.as_pdf, name="pdf"),
]
