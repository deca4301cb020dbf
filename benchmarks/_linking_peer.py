"""Sortinghat's matching over identities on stdin; run by ``benchmarks/linking.py`` with a Python that has it.

It asks for Django and MySQL; its matching itself runs on SQLite in memory.  Prints the matched pairs as JSON.
"""

import json
import sys

import django
from django.conf import settings

CRITERIA = ["email", "name", "username"]


def main() -> None:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "treebeard", "sortinghat.core"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MATCH_TRUSTED_SOURCES=["github"],
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command
    from sortinghat.core.models import Identity, Individual
    from sortinghat.core.recommendations.matching import recommend_matches

    call_command("migrate", run_syncdb=True, verbosity=0)
    known = json.load(sys.stdin)
    for number, each in enumerate(known):
        key = f"{number:040d}"
        individual = Individual.objects.create(mk=key)
        Identity.objects.create(
            uuid=key, source=f"s{number}", name=each["name"], email=each["email"], username=each["username"],
            individual=individual,
        )  # fmt: skip
    pairs = set()
    for key, _, found in recommend_matches(None, None, CRITERIA, guess_github_user=True):
        pairs |= {tuple(sorted((int(key), int(other)))) for other in found}
    json.dump(sorted(pairs), sys.stdout)


main()
