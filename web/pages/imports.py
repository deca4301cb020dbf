"""Imports: upload, progress, report, quarantine."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from expertgraph import policy
from expertgraph.answers.keeping import Quarantine, forget, set_aside
from expertgraph.answers.keeping import quarantine as quarantine_answer
from expertgraph.answers.uploads import NoPerson, NotOwn, own_upload
from expertgraph.errors import Denied, WrongCall
from expertgraph.ingest.batch import printable
from expertgraph.ingest.registry import importers
from expertgraph.kinds import VISIBILITIES
from expertgraph.policy import OWN_UPLOADS, Data
from web.jobs import Job, Jobs
from web.problems import answer, wants_json
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("imports", __name__)
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Format:
    """One format that can be imported."""

    name: str
    label: str
    hint: str
    carries_visibility: bool


@dataclass(frozen=True, slots=True)
class Imports:
    """The formats, the work of this server's life (newest first), and how many records lie in quarantine."""

    formats: list[Format]
    jobs: list[dict[str, Any]]
    quarantined: int
    records: dict[str, int]


def jobs() -> Jobs:
    """The long work of this application."""
    return current_app.extensions["expertgraph.jobs"]  # type: ignore[no-any-return]


def everything() -> bool:
    """Whether this viewer imports everything, rather than uploads of one's own."""
    return policy.whole(looking(), Data.IMPORTS)


def visible(job: Job) -> bool:
    """Whether a job is for this viewer: the person who started it, or whoever imports everything."""
    return everything() or (job.by is not None and job.by == looking().person)


def told(job: Job) -> dict[str, Any]:
    """A job as pages and the API tell it."""
    names = ("id", "name", "state", "stage", "what", "count", "report", "message")
    return {name: getattr(job, name) for name in names}


@twin(
    blueprint,
    "/imports",
    template="imports.html",
    page="imports",
    summary="Formats, imports so far, and how many records are in quarantine",
    reads=(Data.IMPORTS,),
    extra=lambda answer: {"visibilities": VISIBILITIES, "everything": everything()},
)
def imports() -> Imports:
    """Where exports come in."""
    formats = [
        Format(each.name, each.label, each.hint, each.carries_visibility)
        for each in importers().values()
        if everything() or each.name in OWN_UPLOADS
    ]
    counts = workspace().store.counts()
    shown = {name: counts[name] for name in ("identity", "channel", "item", "interaction")}
    held = counts["quarantine"] if everything() else len(set_aside(workspace(), looking(), ["id"]))
    return Imports(formats, [told(job) for job in jobs().all() if visible(job)], held, shown)


@blueprint.post("/imports")
@policy.reads(Data.IMPORTS)
def upload() -> Any:
    """Take a file and start importing it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return answer(
            400, WrongCall.code, gettext("No file was chosen."), gettext("Choose an export and try again.")
        )
    path = _keep(file)
    try:
        options = _options(path)
    except Denied as refused:
        shutil.rmtree(path.parent, ignore_errors=True)
        return answer(refused.status, refused.code, *_refusal(refused))
    name = printable(PurePath(file.filename).name)[:_LONGEST_NAME]
    job = jobs().import_(path, name, options, looking().person)
    return redirect(url_for("imports.job", number=job.id), 303)  # type: ignore[return-value]


def _keep(file: FileStorage) -> Path:
    """Put an upload under a generated name; of the original only the ending and a clean stem are kept, because
    formats look at them."""
    folder = workspace().folder / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True)
    name = PurePath((file.filename or "").replace("\\", "/")).name
    safe = "".join(c if c.isalnum() or c in "-_.@ " else "_" for c in name).lstrip(". ")[:_LONGEST_NAME]
    path = folder / (safe or "upload")
    file.save(path)
    return path


def _options(path: Path) -> list[str]:
    said = {field: request.form.get(field, "").strip() for field in ("format", "source", "owner")}
    own = own_upload(workspace(), looking(), path, said["format"], said["owner"])
    if own is not None:
        said = {"format": own.format, "source": own.source, "owner": own.owner or ""}
    flags = {"format": "--as", "source": "--source", "owner": "--owner"}
    options = [f"{flags[field]}={value}" for field, value in said.items() if value]
    if request.form.get("visibility") in VISIBILITIES:
        options += ["--visibility", request.form["visibility"]]
    return options


def _refusal(refused: Denied) -> tuple[str, str]:
    """Why an upload is not for this viewer, and what to do."""
    if isinstance(refused, NoPerson):
        return (
            gettext("An upload of your own needs a person whose it is."),
            gettext("Choose yourself as the viewer, on your own page."),
        )
    if isinstance(refused, NotOwn):
        return (
            gettext("In this role you may import only archives of your own."),
            gettext(
                "They are LinkedIn, vCard, iCalendar, Mastodon and X; whoever runs this service imports the rest."
            ),
        )
    return (
        gettext("That address is not known as one of yours."),
        gettext("Leave it out, and an address of yours is taken."),
    )


@blueprint.post("/analyse")
@policy.reads(Data.IMPORTS)
def analyse() -> Response:
    """Start an analysis of what is there: for those who import everything."""
    policy.require_whole(looking(), Data.IMPORTS)
    return redirect(url_for("imports.job", number=jobs().analyse(looking().person).id), 303)  # type: ignore[return-value]


@blueprint.get("/api/v1/imports/<number>", endpoint="job_data")
@blueprint.get("/imports/<number>")
@policy.reads(Data.IMPORTS)
def job(number: str) -> Any:
    """How far a piece of work is, and its report."""
    found = _found(number)
    if wants_json():
        return told(found)
    fragment = bool(request.headers.get("HX-Request"))
    template = "job_state.html" if fragment else "job.html"
    return render_template(template, job=found, page="imports", twin=f"/api/v1/imports/{number}")


@blueprint.post("/imports/<number>/stop")
@policy.reads(Data.IMPORTS)
def stop(number: str) -> Response:
    """Stop a piece of work."""
    jobs().stop(_found(number))
    return redirect(url_for("imports.job", number=number), 303)  # type: ignore[return-value]


def _found(number: str) -> Job:
    """The job of that number, where it is for this viewer; otherwise as if there were none."""
    found = jobs().get(number)
    if found is None or not visible(found):
        abort(404)
    return found


@twin(
    blueprint,
    "/quarantine",
    template="quarantine.html",
    page="imports",
    summary="Records that could not be used, with file, place and reason",
    reads=(Data.IMPORTS,),
    arguments=(Argument("page", "Page, from 1", "integer"),),
)
def quarantine() -> Quarantine:
    """What was set aside, and why."""
    return quarantine_answer(workspace(), looking(), request.args.get("page", 1, type=int))


@blueprint.post("/quarantine/drop")
@policy.reads(Data.IMPORTS)
def drop() -> Response:
    """Forget records in quarantine: those that were ticked."""
    forget(workspace(), looking(), request.form.getlist("id"))
    return redirect(url_for("imports.quarantine"), 303)  # type: ignore[return-value]
