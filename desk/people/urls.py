"""Addresses of log-in, accounts, team and installation."""

from django.urls import path

from desk.people.views import account, administration, invitation, login, team

app_name = "people"
urlpatterns = [
    path("anmelden/", login.LoginView.as_view(), name="login"),
    path("anmelden/code/", login.login_code, name="login_code"),
    path("abmelden/", login.LogoutView.as_view(), name="logout"),
    path("start/", login.start, name="start"),
    path("passwort/", login.PasswordForgotten.as_view(), name="password_forgotten"),
    path("passwort/gesendet/", login.password_sent, name="password_sent"),
    path("passwort/neu/<uidb64>/<token>/", login.PasswordNew.as_view(), name="password_new"),
    path("einladung/<token>/", invitation.invitation, name="invitation"),
    path("konto/", account.account, name="account"),
    path("konto/passwort/", account.password, name="password"),
    path("konto/eigenes-passwort/", account.own_password, name="own_password"),
    path("konto/handy/", account.second_step, name="second_step"),
    path("konto/handy/aus/", account.second_step_off, name="second_step_off"),
    path("konto/ersatzcodes/", account.new_codes, name="new_codes"),
    path("konto/ueberall-abmelden/", account.log_out_everywhere, name="log_out_everywhere"),
    path("team/", team.members, name="team"),
    path("team/einladen/", team.invite, name="invite"),
    path("team/einladung/<uuid:invitation>/zurueckziehen/", team.withdraw, name="withdraw"),
    path("team/zugriffe/", team.access_log, name="access_log"),
    path("team/<int:membership>/", team.member, name="member"),
    path("team/<int:membership>/schalten/", team.switch, name="switch"),
    path("team/<int:membership>/entfernen/", team.remove, name="remove"),
    path("verwaltung/", administration.accounts, name="accounts"),
    path("verwaltung/neu/", administration.new_account, name="new_account"),
    path("verwaltung/zentren/", administration.centres, name="centres"),
    path("verwaltung/einladung/<uuid:invitation>/zurueckziehen/", administration.withdraw, name="withdraw_any"),
    path("verwaltung/<int:account>/", administration.one_account, name="one_account"),
    path("verwaltung/<int:account>/<slug:change>/", administration.change_account, name="change_account"),
    path("verwaltung/zugehoerigkeit/<int:membership>/<slug:change>/", administration.change_membership, name="change_membership"),
]
