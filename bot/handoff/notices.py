"""What the machine tells people about their case, in their language, and in German for the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import payloads
from bot.answer.cards import Locale
from bot.answer.reply import FALLBACK_LANGUAGE
from bot.storage.conversations import Said


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, in no language yet."""

    title: str
    """Key of its title in `_ui.yml`."""
    payload: str


BACK = Choice("handoff.button_back", payloads.handoff("back"))
MENU = Choice("button.menu", payloads.say("help"))
PERSON = Choice("button.person", payloads.say("human"))


class Notices:
    """Writes the texts of section `staff` of `_ui.yml`."""

    def __init__(self, locales: Mapping[str, Locale]) -> None:
        self._locales = locales

    def known(self, language: str | None) -> str:
        """Return the language, or the one that everybody gets whose language is not known."""
        return language if language and language in self._locales else FALLBACK_LANGUAGE

    def say(
        self,
        key: str,
        language: str | None,
        *choices: Choice,
        kind: str = "handoff",
        below: Callable[[Locale], str] | None = None,
        **values: object,
    ) -> Said:
        """Return a text as a message of the bot. It is no menu, so nothing takes its place later.

        Args:
            key: of the text in section `staff`.
            language: of the person.
            choices: the buttons under it.
            kind: as in docs/web-api.md.
            below: writes what else stands there in a language.
            values: for the placeholders of the text.
        """
        texts = {}
        for code in (self.known(language), FALLBACK_LANGUAGE):
            locale = self._locales[code]
            lines = [locale.ui[f"staff.{key}"].format(**values), *([below(locale)] if below else ())]
            texts[code] = "\n\n".join(lines)
        return self._said("bot", kind, self.known(language), choices, texts)

    def reply(self, text: str, german: str, language: str | None, *choices: Choice, translated: bool, message_id: str) -> Said:
        """Return what the staff says as a message of theirs, with the way back to the assistant.

        Args:
            text: what the person reads.
            german: the same in German.
            language: of the person.
            choices: further buttons.
            translated: whether `text` is in it; if not, a line above says so.
            message_id: of the order: the same twice is one message.
        """
        code = self.known(language)
        if not translated:
            text = f"{self._locales[code].ui['staff.not_translated']}\n\n{text}"
            german = f"{self._locales[FALLBACK_LANGUAGE].ui['staff.not_translated']}\n\n{german}"
        return self._said("staff", "handoff", code, (*choices, BACK), {FALLBACK_LANGUAGE: german, code: text}, message_id)

    def _said(
        self,
        sender: str,
        kind: str,
        language: str,
        choices: Sequence[Choice],
        texts: Mapping[str, str],
        message_id: str | None = None,
    ) -> Said:
        foreign = language != FALLBACK_LANGUAGE
        titles = {code: [self._locales[code].ui[choice.title] for choice in choices] for code in (language, FALLBACK_LANGUAGE)}
        buttons = [{"title": title, "payload": choice.payload} for title, choice in zip(titles[language], choices, strict=True)]
        return Said(
            sender, texts[language], kind, None, language, buttons, message_id,
            german=texts[FALLBACK_LANGUAGE] if foreign else None,
            german_buttons=titles[FALLBACK_LANGUAGE] if foreign else None,
        )  # fmt: skip


def ask_again(locale: Locale) -> str:
    """Return how to ask for a person again, for below a notice that a case is closed."""
    return locale.ui["staff.ask_again"]
