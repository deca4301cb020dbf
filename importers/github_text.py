"""What somebody wrote in GitHub's Markdown: their own words, and whom they mention."""

from __future__ import annotations

import re
from html import unescape

from importers.plain_text import tidy

_MOST = 65_536
"""GitHub's own limit."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_IN_CODE = re.compile(r"`[^`\n]{1,500}`")
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\((?:https?:|[#./])[^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?:|mailto:|[#./])[^()\n]{0,2000}\)")
_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|picture"
    r"|pre|s|samp|source|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul|video)(?:[ /][^<>\n]{0,2000})?>",
    re.IGNORECASE,
)
"""What Markdown may hold of HTML; ``List<String>`` is what somebody wrote."""
_MENTION = re.compile(r"(?<![\w/@.`-])@([A-Za-z0-9][A-Za-z0-9_-]{0,99})(?![\w/-]|\.\w)")
_CODE_LINES = 12


def words(body: object) -> tuple[str | None, list[str]]:
    """(text, logins mentioned in lower case), without quotes, remarks of templates, and most of long code."""
    if not isinstance(body, str):
        return None, []
    text = _without_remarks(body[:_MOST].replace("\r\n", "\n"))
    kept, spoken = [], []
    fence, inside = "", 0
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            inside += 1
            if mark and mark[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            elif inside <= _CODE_LINES:
                kept.append(line)
        elif mark:
            fence, inside = mark[1], 0
        elif not line.lstrip().startswith(">"):
            kept.append(line)
            spoken.append(line)
    mentioned = _MENTION.findall(_IN_CODE.sub(" ", "\n".join(spoken)))
    return _plain("\n".join(kept)) or None, list(dict.fromkeys(each.lower() for each in mentioned))


def _without_remarks(text: str) -> str:
    """What ``<!-- -->`` hides is the template's, not the author's."""
    first, *parts = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in parts)


def _plain(text: str) -> str:
    text = _PICTURE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    return tidy(unescape(_TAG.sub(" ", text)))
