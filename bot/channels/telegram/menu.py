"""The commands and the words that people see in Telegram before they write, in all languages."""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.answer.cards import Locale

COMMANDS = ("start", "help", "language", "human", "ki", "privacy", "delete")
_TELEGRAM_LANGUAGES = {"ro": "ro", "bg": "bg", "de": "de"}
"""Ours that Telegram knows. Romani has no code of two letters: who has chosen it gets the commands for their chat."""


def commands(locale: Locale) -> list[BotCommand]:
    """Return the commands with their descriptions in one language."""
    return [BotCommand(name, locale.ui[f"telegram.command_{name}"]) for name in COMMANDS]


async def set_up(bot: Bot, locales: Mapping[str, Locale]) -> None:
    """Tell Telegram commands and descriptions, where they are not what they should be.

    People whose Telegram speaks none of our languages see all four.

    Raises:
        TelegramError: Telegram can't be reached or refuses something.
    """
    everybody = [
        BotCommand(name, " · ".join(locale.ui[f"telegram.command_{name}"] for locale in locales.values())) for name in COMMANDS
    ]
    description = "\n\n".join(locale.ui["telegram.short_description"] for locale in locales.values())
    short = " ".join(locale.own_name for locale in locales.values())
    await _set(bot, None, everybody, description, short)
    for language, code in _TELEGRAM_LANGUAGES.items():
        ui = locales[language].ui
        await _set(bot, code, commands(locales[language]), ui["telegram.description"], ui["telegram.short_description"])


async def _set(bot: Bot, code: str | None, wanted: list[BotCommand], description: str, short: str) -> None:
    if list(await bot.get_my_commands(language_code=code)) != wanted:
        await bot.set_my_commands(wanted, language_code=code)
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)


async def set_for_chat(bot: Bot, chat: int, locale: Locale) -> None:
    """Show one person the commands in the language that they have chosen.

    Raises:
        TelegramError: Telegram can't be reached or refuses it.
    """
    await bot.set_my_commands(commands(locale), scope=BotCommandScopeChat(chat), language_code=None)
