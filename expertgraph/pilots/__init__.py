"""Pilots: a community that is started small, and what its measures say against its own start and against the rest."""
