"""Forms of log-in, accounts and team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.forms import PasswordResetForm as DjangoPasswordResetForm

from desk.centres import all_centres, centre_name
from desk.people.models import Account, ActiveCentre, Membership

if TYPE_CHECKING:  # Django's forms are generic for the type checker only
    SetAccountPassword = SetPasswordForm[Account]
    AccountForm = forms.ModelForm[Account]
    RoleForm = forms.ModelForm[Membership]
else:
    SetAccountPassword, AccountForm, RoleForm = SetPasswordForm, forms.ModelForm, forms.ModelForm


class LoginForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = {
        "invalid_login": "E-Mail-Adresse oder Passwort stimmt nicht.",
        "inactive": "Dieses Konto ist ausgeschaltet. Fragen Sie Ihre Leitung.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-Mail-Adresse"
        self.fields["username"].widget.attrs.update({"type": "email", "autocomplete": "username", "autofocus": True})
        self.fields["password"].label = "Passwort"

    def clean_username(self) -> str:
        """Return the address as it is stored."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(forms.Form):
    """The second step: six digits of the phone, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """Return the code without the spaces and hyphens that one reads it with."""
        return str(self.cleaned_data["code"]).replace(" ", "").replace("-", "").lower()


class RecoveryForm(CodeForm):
    """A code of the phone or, without the phone, a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Sechs Ziffern aus der App. Ohne Handy: einer Ihrer Ersatzcodes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class NewPasswordForm(SetAccountPassword):
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Neues Passwort"
        self.fields[
            "new_password1"
        ].help_text = "Mindestens 12 Zeichen. Drei oder vier zufällige Wörter sind gut und leicht zu merken."
        self.fields["new_password2"].label = "Neues Passwort noch einmal"
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True) -> Account:
        """Keep the password; from now on it is the person's own."""
        self.user.own_password_first = False
        return super().save(commit)


class ChangePasswordForm(NewPasswordForm):
    """A new password after the old one."""

    old_password = forms.CharField(
        label="Bisheriges Passwort", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        """Hold the old password against the stored one."""
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError("Das bisherige Passwort stimmt nicht.")
        return old


class ProfileForm(AccountForm):
    """What people change about themselves."""

    class Meta:
        model = Account
        fields = ("name", "wants_mail")
        help_texts = {
            "name": "So sehen Ihre Kolleginnen und Kollegen Sie.",
            "wants_mail": "Die E-Mail sagt nur, dass etwas wartet. Sie enthält nichts aus dem Fall.",
        }


class IdentityForm(AccountForm):
    """Name and e-mail address of somebody, for administrators."""

    class Meta:
        model = Account
        fields = ("name", "email")

    def clean_email(self) -> str:
        """Return the address as it is stored."""
        return str(self.cleaned_data["email"]).strip().lower()


class PasswordResetForm(DjangoPasswordResetForm):
    """Asks for the link to a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-Mail-Adresse"


def _choices(centres: frozenset[str]) -> list[tuple[str, str]]:
    return [(centre, centre_name(centre)) for centre in all_centres() if centre in centres]


class InviteForm(forms.Form):
    """A new colleague of a centre.

    Args:
        centres: those for which the one who invites may do so.
    """

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-Mail-Adresse", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    centre = forms.ChoiceField(label="Zentrum")
    role = forms.ChoiceField(
        label="Rolle",
        choices=Membership.Role.choices,
        initial=Membership.Role.STAFF,
        widget=forms.RadioSelect,
        help_text="Die Leitung verwaltet auch das Team, die Öffnungszeiten und sieht, wer welchen Fall geöffnet hat.",
    )

    def __init__(self, *args: Any, centres: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["centre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices(centres)
        if len(centres) == 1:
            field.initial = next(iter(centres))
            field.widget = forms.HiddenInput()

    def clean_email(self) -> str:
        """Return the address as it is stored."""
        return str(self.cleaned_data["email"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who already works there."""
        cleaned = super().clean() or self.cleaned_data
        email, centre = cleaned.get("email"), cleaned.get("centre")
        known = Account.objects.filter(email=email).first()
        if known and known.is_administrator:
            self.add_error("email", "Diese Adresse gehört zur Verwaltung. Für Fälle braucht es ein eigenes Konto.")
        elif known and not known.is_active:
            self.add_error("email", "Dieses Konto ist ausgeschaltet. Die Verwaltung kann es wieder einschalten.")
        elif known and known.memberships.filter(centre=centre).exists():
            self.add_error("email", f"{known.name} gehört schon zu diesem Team.")
        return cleaned


class NewAccountForm(InviteForm):
    """A new account, made by an administrator, who hands over the first password."""

    ADMINISTRATOR = "administrator"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        active = frozenset(ActiveCentre.objects.values_list("id", flat=True))
        super().__init__(*args, centres=active, **kwargs)
        centre, role = self.fields["centre"], self.fields["role"]
        assert isinstance(centre, forms.ChoiceField)
        assert isinstance(role, forms.ChoiceField)
        centre.widget = forms.Select(choices=[("", "–"), *_choices(active)])
        centre.choices = [("", "–"), *_choices(active)]
        centre.required = False
        role.choices = [*Membership.Role.choices, (self.ADMINISTRATOR, "Verwaltung (sieht keine Fälle)")]

    def clean(self) -> dict[str, Any]:
        """A centre belongs to every role but the administrator's, and one address has one account."""
        cleaned = super().clean()
        if cleaned.get("role") != self.ADMINISTRATOR and not cleaned.get("centre"):
            self.add_error("centre", "Wählen Sie ein Zentrum. Fehlt es in der Liste, schalten Sie es unter „Zentren“ ein.")
        if not self.errors and Account.objects.filter(email=cleaned.get("email")).exists():
            self.add_error("email", "Diese E-Mail-Adresse hat schon ein Konto. Öffnen Sie es in der Liste.")
        return cleaned


class MembershipForm(RoleForm):
    """Another role of a colleague."""

    class Meta:
        model = Membership
        fields = ("role",)
        widgets = {"role": forms.RadioSelect}


class AddMembershipForm(forms.Form):
    """One more centre for an account that exists.

    Args:
        account: to whom it is added.
    """

    centre = forms.ChoiceField(label="Zentrum")
    role = forms.ChoiceField(label="Rolle", choices=Membership.Role.choices, initial=Membership.Role.STAFF)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(account.memberships.values_list("centre", flat=True))
        active = frozenset(ActiveCentre.objects.exclude(id__in=taken).values_list("id", flat=True))
        field = self.fields["centre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices(active)
