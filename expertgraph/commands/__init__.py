"""The commands, a family a file; ``cli.py`` puts them together."""
