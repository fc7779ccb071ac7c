"""Addresses of the centre's own side."""

from __future__ import annotations

from django.urls import path

from desk.office import views

app_name = "office"
urlpatterns = [
    path("zentrum/", views.own_centre, name="centre"),
    path("zentrum/<slug:centre>/", views.centre, name="centre"),
    path("zentrum/<slug:centre>/vorschau/", views.preview, name="preview"),
    path("statistik/", views.statistics, name="statistics"),
    path("statistik/drom-statistik.csv", views.statistics_file, name="statistics_file"),
]
