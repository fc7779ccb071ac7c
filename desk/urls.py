"""All pages of the desk."""

from django.urls import include, path

from desk.shell import views

urlpatterns = [
    path("", include("desk.cases.urls")),
    path("", include("desk.office.urls")),
    path("", include("desk.people.urls")),
    path("", include("desk.shell.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
