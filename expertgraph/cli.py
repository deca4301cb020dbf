"""The command line: ``expertgraph COMMAND``; see ``expertgraph --help``."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from typing import Any

import click

from expertgraph import __version__
from expertgraph.errors import ExpertgraphError

COMMANDS: dict[str, str] = {
    "demo": "serving:demo",
    "serve": "serving:serve",
    "import": "importing:import_",
    "quarantine": "importing:quarantine",
    "link": "linking:link",
    "analyse": "analysing:analyse",
    "refresh": "refreshing:refresh",
    "rings": "analysing:rings",
    "people": "analysing:people",
    "ties": "analysing:ties",
    "communities": "analysing:communities",
    "channels": "analysing:channels",
    "where": "where:where",
    "skills": "skills:skills",
    "succession": "analysing:succession",
    "silos": "analysing:silos",
    "coverage": "meeting:coverage",
    "champions": "champions:champions",
    "onboarding": "champions:onboarding",
    "peers": "meeting:peers",
    "path": "analysing:path",
    "introduce": "introducing:introduce",
    "query": "analysing:query",
    "find": "finding:find",
    "why": "finding:why",
    "availability": "declaring:availability",
    "object": "declaring:object_",
    "ask": "asking:ask",
    "questions": "asking:questions",
    "pilots": "pilots:pilots",
    "evaluate": "evaluating:evaluate",
    "desk": "desk:desk",
    "digest": "desk:digest",
    "map": "pictures:map_",
    "onion": "pictures:onion",
    "store": "keeping:store",
    "settings": "keeping:settings",
}
"""Command -> module and function, imported only when called, so that every command starts quickly."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: Any = getattr(importlib.import_module(f"expertgraph.commands.{module}"), name)
        return command  # type: ignore[no-any-return]


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="expertgraph")
@click.option("--store", metavar="URL", help="Address of the store (or EXPERTGRAPH_STORE).")
@click.pass_context
def expertgraph(context: click.Context, store: str | None) -> None:
    """Who knows what, and who works with whom, inside and outside the organisation."""
    context.obj = {"store": store}


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with 0, 1 (quarantined records), 2, 3 or 4 (see errors.py)."""
    try:
        expertgraph.main(arguments, prog_name="expertgraph", standalone_mode=False)
    except click.exceptions.Abort:
        _end("Stopped.", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ExpertgraphError as error:
        _end(str(error), error.exit_code)
    except BrokenPipeError:
        # Whoever read the output has gone; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("EXPERTGRAPH_DEBUG"):
            raise
        _end(f"Something went wrong that should not: {error!r}. Details are in {_details()}.", 2)


def _details() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="expertgraph-error-", suffix=".txt", delete=False) as file:
        file.write(traceback.format_exc())
    return file.name


def _end(message: str, code: int) -> None:
    from expertgraph.commands.console import clean

    click.echo(clean(message), err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
