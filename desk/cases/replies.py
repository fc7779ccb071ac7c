"""A reply before it is sent: both versions as they have been shown, sealed so that exactly this goes out, once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing

from desk import texts
from desk.cases import door
from desk.cases.models import Case, Order
from desk.cases.situation import language_of
from desk.people.models import Account

LONGEST: Final = 2000
"""Characters of a free text: more than fits a phone, less than Telegram takes in one message."""

_SALT: Final = "desk.reply"
_HOLDS_SECONDS: Final = 24 * 3600


class NotPossible(Exception):
    """A reply cannot be made; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply as it will be sent.

    Args:
        order: `say` or `say_card`.
        body: the further fields of the order.
        text: what the person will read.
        german: the same in German.
        language: of `text`.
        buttons: titles of the buttons below a card, in the same language as `text`.
        translated: whether `text` is in the person's language by our own doing.
        warnings: what the staff should look at once more, in German.
    """

    order: str
    body: Mapping[str, Any]
    text: str
    german: str
    language: str
    buttons: Sequence[str] = ()
    translated: bool = True
    warnings: Sequence[str] = ()

    @property
    def language_name(self) -> str:
        """The language in German."""
        return texts.language_name(self.language)

    def sealed(self, case: Case, account: Account) -> str:
        """Return what the page carries from the preview to the sending: it can't be changed, and it is one order."""
        content = {"case": case.pk, "account": account.pk, "id": str(uuid.uuid4()), "order": self.order, "body": dict(self.body)}
        return signing.dumps(content, salt=_SALT, compress=True)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A reply that was prepared and may be sent now."""

    id: uuid.UUID
    order: str
    body: Mapping[str, Any]


def unseal(sealed: str, case: Case, account: Account) -> Sealed:
    """Return what was prepared.

    Raises:
        NotPossible: it was changed, is too old, or was prepared for another case or by somebody else.
    """
    try:
        content = signing.loads(sealed, salt=_SALT, max_age=_HOLDS_SECONDS)
    except signing.BadSignature as error:
        raise NotPossible("Die Vorschau ist zu alt. Bitte machen Sie sie noch einmal.") from error
    if (content["case"], content["account"]) != (case.pk, account.pk):
        raise NotPossible("Die Vorschau gehört zu einem anderen Fall. Bitte machen Sie sie noch einmal.")
    return Sealed(uuid.UUID(content["id"]), content["order"], content["body"])


def card(case: Case, account: Account, card_id: str, part: str) -> Prepared:
    """Prepare a part of a card, as the bot would say it today.

    Raises:
        NotPossible: there is no such card or part, or the bot does not answer.
    """
    known = texts.cards().get(card_id)
    if known is None or part not in known.parts:
        raise NotPossible("Diese Karte gibt es nicht mehr.")
    body = {"card": card_id, "part": part}
    language = language_of(case)
    asked = {"id": str(uuid.uuid4()), "case": case.pk, "staff": account.pk, "order": "preview", "language": language}
    try:
        answer = door.order(asked | body)
    except door.DoorClosed as error:
        raise NotPossible(
            "Der Assistent ist gerade nicht erreichbar und kann die Karte nicht zeigen. Ein Textbaustein geht auch jetzt."
        ) from error
    except door.Refused as error:
        raise NotPossible("Diese Karte kann der Assistent in dieser Sprache gerade nicht zeigen.") from error
    return Prepared("say_card", body, answer["text"], answer["german"], language, buttons=answer["buttons"])


def phrase(key: str, text: str, german: str, language: str, warnings: Sequence[str]) -> Prepared:
    """Prepare a phrase whose blanks are filled (desk/phrases)."""
    body = {"text": text, "german": german, "language": language, "kind": "phrase", "phrase": key}
    return Prepared("say", body, text, german, language, warnings=warnings)


def free_text(case: Case, text: str, language: str, german: str = "") -> Prepared:
    """Prepare a text that somebody has written; nobody translates it.

    Args:
        case: the case.
        text: what was written.
        language: in which language; one of ours or `other`.
        german: what it means in German, for colleagues, if the text is in another language.

    Raises:
        NotPossible: there is no text, or too much of it.
    """
    text, german = tidy(text), tidy(german)
    if not text:
        raise NotPossible("Bitte schreiben Sie erst einen Text.")
    if len(text) > LONGEST or len(german) > LONGEST:
        raise NotPossible(f"Der Text ist zu lang: Es gehen höchstens {LONGEST} Zeichen.")
    if language not in texts.LANGUAGES and language != "other":
        raise NotPossible("Bitte wählen Sie die Sprache, in der Sie geschrieben haben.")
    body = {"text": text, "german": text if language == "de" else german or text, "language": language, "kind": "text"}
    return Prepared("say", body, text, body["german"], language, translated=language == language_of(case))


def tidy(text: str) -> str:
    """Return what somebody has typed without what a form or a paste adds: other line ends, NUL, space around it."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def refused_again(order: Order) -> Prepared:
    """Prepare a message once more that the bot had refused.

    Raises:
        NotPossible: it was a card, which is chosen anew.
    """
    body = order.body
    if order.order != "say":
        raise NotPossible("Bitte wählen Sie die Karte noch einmal.")
    return Prepared("say", body, body["text"], body["german"], body["language"], translated=body["kind"] == "phrase")
