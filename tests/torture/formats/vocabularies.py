"""To come."""

from tests.torture.formats.entry import Writer

WRITERS: dict[str, Writer] = {}
