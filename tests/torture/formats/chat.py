"""Where people chat: slack, discord, telegram, mattermost, teams, zulip."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from tests.torture.formats.entry import Entry, Writer, put_json, put_lines


def slack(folder: Path, entries: Sequence[Entry]) -> Path:
    """The people, one channel and one day."""
    home = folder / "workspace"
    put_json(
        home / "users.json",
        [
            {
                "id": f"U{each.number:05}",
                "team_id": "T1",
                "name": f"user{each.number}",
                "real_name": each.name,
                "profile": {"real_name": each.name, "display_name": "", "email": each.email},
            }
            for each in entries
        ],
    )
    put_json(home / "channels.json", [{"id": "C1", "name": "general", "members": [], "is_general": True}])
    put_json(home / "general" / "2023-11-14.json", [_slack_message(each) for each in entries])
    return home


def _slack_message(entry: Entry) -> dict[str, Any]:
    message = {
        "type": "message",
        "user": f"U{entry.number:05}",
        "ts": f"{entry.at}.000100",
        "text": escape(entry.text, quote=False),
    }
    if not entry.opens:
        message |= {"thread_ts": f"{entry.at - 60 * (entry.number % 3)}.000100"}
    return message


def discord(folder: Path, entries: Sequence[Entry]) -> Path:
    """One channel of one server, as DiscordChatExporter writes it."""
    return put_json(
        folder / "general.json",
        {
            "guild": {"id": "1000", "name": "Server", "iconUrl": ""},
            "channel": {
                "id": "2000",
                "type": "GuildTextChat",
                "categoryId": "3000",
                "category": "Text",
                "name": "general",
                "topic": None,
            },
            "dateRange": {"after": None, "before": None},
            "messages": [_discord_message(each) for each in entries],
            "messageCount": len(entries),
        },
    )


def _discord_message(entry: Entry) -> dict[str, Any]:
    author = {
        "id": str(50_000 + entry.number),
        "name": f"user{entry.number}",
        "discriminator": "0000",
        "nickname": entry.name,
        "isBot": False,
    }
    message = {
        "id": str(900_000 + entry.number),
        "type": "Default" if entry.opens else "Reply",
        "timestamp": entry.iso,
        "timestampEdited": None,
        "isPinned": False,
        "content": entry.text,
        "author": author,
        "attachments": [],
        "embeds": [],
        "reactions": [],
        "mentions": [],
    }
    if not entry.opens:
        message |= {
            "reference": {
                "messageId": str(900_000 + entry.number - 1),
                "channelId": "2000",
                "guildId": "1000",
            }
        }
    return message


def telegram(folder: Path, entries: Sequence[Entry]) -> Path:
    """One public group."""
    return put_json(
        folder / "result.json",
        {
            "name": "Group",
            "type": "public_supergroup",
            "id": 4000,
            "messages": [_telegram_message(each) for each in entries],
        },
    )


def _telegram_message(entry: Entry) -> dict[str, Any]:
    message = {
        "id": 1 + entry.number,
        "type": "message",
        "date": entry.when.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(entry.at),
        "from": entry.name,
        "from_id": f"user{70_000 + entry.number}",
        "text": entry.text,
        "text_entities": [{"type": "plain", "text": entry.text}],
    }
    return message if entry.opens else message | {"reply_to_message_id": entry.number}


def mattermost(folder: Path, entries: Sequence[Entry]) -> Path:
    """A bulk export: version, team, channel, users, posts with their replies."""
    lines: list[dict[str, Any]] = [
        {"type": "version", "version": 1},
        {"type": "team", "team": {"name": "team", "display_name": "Team", "type": "O"}},
        {
            "type": "channel",
            "channel": {"team": "team", "name": "general", "display_name": "General", "type": "O"},
        },
    ]
    for each in entries:
        user = {
            "username": f"user{each.number}",
            "email": each.email,
            "nickname": "",
            "first_name": each.name,
            "last_name": "",
        }
        lines.append(
            {
                "type": "user",
                "user": user
                | {"roles": "system_user", "teams": [{"name": "team", "channels": [{"name": "general"}]}]},
            }
        )
    for each in entries:
        post = {
            "team": "team",
            "channel": "general",
            "user": f"user{each.number}",
            "message": each.text,
            "create_at": each.at * 1000,
        }
        lines.append({"type": "post", "post": post | {"replies": [], "reactions": []}})
    return put_lines(folder / "bulk.jsonl", lines)


WRITERS: dict[str, Writer] = {
    "slack": slack,
    "discord": discord,
    "telegram": telegram,
    "mattermost": mattermost,
}
