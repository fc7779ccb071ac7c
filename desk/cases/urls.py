"""Queue, case and everything that is done at a case."""

from __future__ import annotations

from django.urls import path

app_name = "cases"
urlpatterns: list[object] = []
