"""Telling people outside the pages: mail, a webhook, calendar files."""
