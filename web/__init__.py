"""The pages and their JSON twins."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from expertgraph.workspace import Workspace
from web import api, frame, guard, problems
from web.jobs import Jobs
from web.pages import (
    about,
    ask,
    champions,
    channels,
    conversations,
    customer,
    desk,
    evaluation,
    find,
    imports,
    introductions,
    links,
    onion,
    peers,
    person,
    pilots,
    questions,
    rings,
    skills,
    where,
)
from web.pages import map as map_page

PAGES = (
    find,
    ask,
    questions,
    customer,
    person,
    skills,
    onion,
    desk,
    rings,
    map_page,
    channels,
    champions,
    pilots,
    where,
    conversations,
    peers,
    imports,
    links,
    introductions,
    evaluation,
    about,
)


def create_app(workspace: Workspace) -> Flask:
    """The WSGI application over one workspace.  There is no sign-in: whoever reaches it chooses how to look."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=guard.secret(workspace),
        SESSION_COOKIE_NAME="expertgraph",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=workspace.settings["upload.most-megabytes"] << 20,
        TRUSTED_HOSTS=[*workspace.settings["web.hosts"]],
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).with_name("translations")),
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.json.sort_keys = False
    app.extensions["expertgraph.workspace"] = workspace
    app.extensions["expertgraph.jobs"] = Jobs(workspace)
    Babel(app, locale_selector=frame.language)
    CSRFProtect(app)
    guard.install(app)
    frame.install(app)
    problems.install(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    app.register_blueprint(api.blueprint)
    return app
