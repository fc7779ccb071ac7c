"""Says how the Telegram bot of this installation is set up, and removes its webhook."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.settings import Settings, load_env_file, read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--remove-webhook", action="store_true", help="let the messages wait at Telegram until they are fetched")


def run(options: argparse.Namespace) -> int:
    """Print what Telegram knows about the bot; 1 if it can't be asked, 2 without a token."""
    load_env_file()
    settings = read_settings()
    if not settings.telegram_token:
        print("TELEGRAM_BOT_TOKEN is not set; docs/telegram.md says how to get one.", file=sys.stderr)
        return 2
    return asyncio.run(_show(settings, settings.telegram_token, remove=options.remove_webhook))


async def _show(settings: Settings, token: str, *, remove: bool) -> int:
    from telegram.error import InvalidToken, TelegramError

    from bot.channels.telegram.connection import make_bot

    try:
        async with make_bot(token, settings.telegram_api) as bot:
            if remove:
                await bot.delete_webhook()
            webhook = await bot.get_webhook_info()
            print(f"bot       @{bot.username}, https://t.me/{bot.username}")
            print(f"webhook   {webhook.url or 'none: messages are fetched (polling)'}")
            print(f"waiting   {webhook.pending_update_count} messages")
            if webhook.last_error_message:
                print(f"fault     {webhook.last_error_message} ({webhook.last_error_date})")
    except InvalidToken:
        print("Telegram refuses the token. Look for it again at @BotFather.", file=sys.stderr)
        return 1
    except TelegramError as error:
        print(f"Telegram can't be asked: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0
