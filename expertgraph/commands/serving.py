"""serve, demo."""

from __future__ import annotations

import shutil
import signal
import threading
import webbrowser
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, on_store, progress
from expertgraph.edition import FORMAT
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from expertgraph.workspace import Workspace, data_directory, now

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_DAY = 86_400
GATE: Mapping[str, Any] = {
    "trusted_proxy": "*",
    "trusted_proxy_count": 1,
    "trusted_proxy_headers": {"x-forwarded-for"},
    "clear_untrusted_proxy_headers": True,
}
"""Behind a gate an address is the one that the gate tells: without it all customers would count as one who guesses."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free one."
)
@click.option("--behind-a-gate", is_flag=True, help="Something in front of this service checks who comes in.")
@on_store
@policy.reads(Data.PUBLIC)
def serve(desk: Desk, host: str, port: int, behind_a_gate: bool) -> None:
    """Serve the pages and the API.  There is no sign-in yet, so only a loopback address, or behind a gate."""
    if host not in _LOOPBACK and not behind_a_gate:
        raise WrongCall(
            f"Serving on {host} would show everything to anybody who can reach it: there is no sign-in yet.",
            "Serve on 127.0.0.1, or put a gate in front and say --behind-a-gate.",
        )
    run(desk.workspace, host, port, browser=False, gate=behind_a_gate)


def run(workspace: Workspace, host: str, port: int, *, browser: bool, gate: bool = False) -> None:
    """Serve until interrupted; prints the address once it answers."""
    from waitress.server import create_server

    from expertgraph.asking.worker import following_up

    (pages,) = entry_points(group="expertgraph.web")
    app = pages.load()(workspace)
    app.config["SEARCH_FOLLOWS"] = True
    told = GATE if gate else {}
    server = create_server(app, host=host, port=port, threads=8, ident="expertgraph", **told)
    address = f"http://{host if ':' not in host else f'[{host}]'}:{_port(server)}/"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_warm, args=(workspace,), daemon=True).start()
    click.echo(f"expertgraph is at {address}  (Ctrl-C stops it)")
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        with following_up(workspace):
            server.run()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.close()


def _warm(workspace: Workspace) -> None:
    """Ask once, so that nobody waits for models and tables to be read."""
    from expertgraph.answers.find import find
    from expertgraph.errors import NoEdition
    from expertgraph.policy import OWNER

    try:
        find(workspace, OWNER, "heat pump", limit=1)
    except NoEdition:
        return


def _port(server: Any) -> int:
    """The port in use; a name like localhost may mean several addresses, hence several sockets."""
    listening = getattr(server, "effective_listen", None)
    return int(listening[0][1] if listening else server.effective_port)


@click.command()
@click.option("--host", default="127.0.0.1", hidden=True)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free one."
)
@click.option("--folder", type=click.Path(path_type=Path), help="Where the sample organisation lies.")
@click.option("--no-serve", is_flag=True, help="Only prepare it.")
@click.option("--browser/--no-browser", default=True, help="Open a browser.")
def demo(host: str, port: int, folder: Path | None, no_serve: bool, browser: bool) -> None:
    """A sample organisation, imported, analysed and served: the quickest way to see what this is."""
    workspace = prepare(folder or data_directory() / "demo")
    if not no_serve:
        run(workspace, host, port, browser=browser)


demo.callback.reads = (Data.PUBLIC,)  # type: ignore[union-attr]


def prepare(folder: Path, clock: Callable[[], int] = now) -> Workspace:
    """Write, import and analyse the sample once, up to the day that ``clock`` tells; later calls find it ready."""
    from expertgraph import sample
    from expertgraph.analysis.run import analyse
    from expertgraph.ingest.pipeline import import_paths

    ready = folder / f"ready-{sample.VERSION}-{FORMAT}"
    if not ready.exists():
        _clear(folder)
    workspace = Workspace.open(f"sqlite:///{folder.resolve() / 'demo.db'}", clock=clock)
    if ready.exists():
        return workspace
    until = workspace.clock() // _DAY * _DAY
    with progress("Preparing the sample:") as show:
        show("writing the exports", 0)
        truth = sample.write(folder / "exports", until=until)
        workspace.change_settings(sample.SETTINGS)
        report = import_paths(workspace.store, [folder / "exports"], progress=show)
        click.echo(
            f"Imported {report.found:,} records of {len(report.sources)} exports in {report.seconds:.0f} s."
        )
        joined = sample.review(workspace.store, truth, at=until)
        click.echo(
            f"Joined {joined:,} identities that the owner of this sample confirms; the rest is on the review page."
        )
        edition = analyse(workspace, as_of=until, progress=show)
    click.echo(f"Analysed {len(edition.table('people')):,} people.")
    ready.touch()
    return workspace


def _clear(folder: Path) -> None:
    """Take away what an older or an unfinished preparation left: the demo's own files, nothing else."""
    for pattern in ("demo.db", "demo.db-*", "demo.db.files", "exports", "ready-*"):
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
