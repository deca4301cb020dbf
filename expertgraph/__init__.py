"""Who knows what, and who works with whom, in a hybrid community."""

__version__ = "0.1.0"
