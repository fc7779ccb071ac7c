"""Addresses of the frame."""

from django.urls import path

from desk.shell import views

app_name = "shell"
urlpatterns = [path("favicon.ico", views.favicon, name="favicon")]
