"""One blueprint a page family."""
