"""What every page has: language, theme, the viewer, this page's address with changes, numbers as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, Response, request
from flask_babel import get_locale

from expertgraph import policy
from expertgraph.errors import ExpertgraphError
from expertgraph.policy import Data, Rule
from web.viewing import looking, options, workspace

LANGUAGES = ("en", "nl")
THEMES = ("light", "dark")
_YEAR = 365 * 86_400
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the order of reading around, so that a name could rearrange what stands beside it."""


def install(app: Flask) -> None:
    """Hand the frame's values to every template, and keep language and theme in cookies."""
    app.jinja_env.finalize = straight
    app.context_processor(_context)
    app.after_request(_remember)
    app.add_template_filter(number)
    app.add_template_filter(day)
    app.add_template_filter(month)


def straight(value: Any) -> Any:
    """What a template writes, without the characters that turn the order of reading."""
    return value if not isinstance(value, str) or value.isascii() else value.translate(_TURNS)


def language() -> str:
    """``en`` or ``nl``: asked for in the address, else the cookie, else the browser, else the setting."""
    for said in (request.args.get("lang"), request.cookies.get("lang")):
        if said in LANGUAGES:
            return said
    return request.accept_languages.best_match(LANGUAGES) or str(workspace().settings["language"])


def theme() -> str:
    """``light``, ``dark``, or empty to follow the device."""
    for said in (request.args.get("theme"), request.cookies.get("theme")):
        if said in THEMES:
            return said
    return ""


def here(**changes: Any) -> str:
    """This page's address with query arguments changed; None drops one."""
    arguments = {key: values for key, values in request.args.lists() if key not in changes}
    arguments |= {key: [value] for key, value in changes.items() if value is not None}
    text = urlencode(sorted(arguments.items()), doseq=True)
    return request.path + ("?" + text if text else "")


def _context() -> dict[str, Any]:
    return {
        "lang": language(),
        "theme": theme(),
        "here": here,
        "viewers": options(),
        "viewer_method": "post",
        "viewer_action": f"/view-as?{urlencode({'back': here()})}",
        "edition": _edition(),
        "may": may,
        "somebody": looking().person is not None,
        "page": None,
        "twin": None,
    }


def may(data: str) -> bool:
    """Whether this reader may see something of a data class (or of each of several, with spaces between), so that no
    page offers a way that ends at a refusal."""
    return all(policy.rule(looking(), Data(each)) is not Rule.DENY for each in data.split())


def _edition() -> dict[str, Any] | None:
    try:
        edition = workspace().edition()
    except ExpertgraphError:
        return None
    return {"number": edition.number, "as_of": day(edition.as_of)}


def _remember(response: Response) -> Response:
    for name, known in (("lang", LANGUAGES), ("theme", THEMES)):
        if request.args.get(name) in known:
            response.set_cookie(name, request.args[name], max_age=_YEAR, samesite="Lax")
    return response


def number(value: float | None, digits: int = 0) -> str:
    """A number as the reader's language writes it, with that many decimals; empty for None."""
    if value is None:
        return ""
    return _written(value, digits, str(get_locale()))


@lru_cache(maxsize=10_000)
def _written(value: float, digits: int, locale: str) -> str:
    return format_decimal(value, format="#,##0" + "." * (digits > 0) + "0" * digits, locale=locale)


def day(seconds: int | None) -> str:
    """UTC seconds as a date in the reader's language; empty for None."""
    return _date(seconds, "d MMM y")


def month(seconds: int | None) -> str:
    """UTC seconds as month and year."""
    return _date(seconds, "MMM y")


def _date(seconds: int | None, form: str) -> str:
    if seconds is None:
        return ""
    return format_date(datetime.fromtimestamp(seconds, UTC).date(), form, locale=get_locale())
