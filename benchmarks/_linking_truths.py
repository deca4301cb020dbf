"""Identities of which it is known who is who: from real data in ``../shared/data``, the sample, and made ones."""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple

import yaml

from expertgraph.ingest.addresses import normalise_email
from expertgraph.matching import Known

CACHE = Path.home() / ".cache/expertgraph-test-data"


class Truth(NamedTuple):
    """Identities, and for each the person it is (None: not known, so pairs with it are not counted)."""

    name: str
    known: list[Known]
    person: list[str | None]


def kubernetes_names(folder: Path = CACHE) -> Truth:
    """Names under which one address committed: the address is the truth and is hidden."""
    return _by_address("git log: names of one address", _git_authors(folder))


def list_names(folder: Path = CACHE) -> Truth:
    """Names under which one address wrote to the R lists: the address is the truth and is hidden."""
    found = set()
    for path in sorted((folder / "mailinglist").glob("r-*/*.txt")):
        for line in path.read_text("latin-1").splitlines():
            made = re.match(r"From: (\S+) (?:at|@) (\S+) \((.*)\)$", line)
            if made and "@" not in made[1] and "." in made[2]:
                found.add((_decoded(made[3]), f"{made[1]}@{made[2]}".lower()))
    return _by_address("R lists: names of one address", sorted(found))


def _decoded(name: str) -> str:
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, UnicodeError):
        return name


def _by_address(title: str, authors: list[tuple[str, str]]) -> Truth:
    """One identity a name; names that share an address, in however many steps, are one person."""
    root: dict[str, str] = {}
    for name, address in authors:
        one, other = _root(root, "n" + name), _root(root, "a" + address)
        root[max(one, other)] = min(one, other)
    names = sorted({name for name, _ in authors})
    known = [Known(f"n:{number:05d}", f"s{number % 7}", name) for number, name in enumerate(names)]
    return Truth(title, known, [_root(root, "n" + name) for name in names])


def _root(root: dict[str, str], each: str) -> str:
    while root.setdefault(each, each) != each:
        each = root[each]
    return each


def _git_authors(folder: Path) -> list[tuple[str, str]]:
    found = set()
    with gzip.open(
        folder / "org-kubernetes/git-log-enhancements-numstat.txt.gz", "rt", errors="replace"
    ) as log:
        for line in log:
            if line.startswith(("Author: ", "Commit: ")):
                name, address = parseaddr(line.partition(": ")[2].strip())
                email = normalise_email(address)
                if email and name:
                    found.add((name, email))
    return sorted(found)


def kubernetes_leads(folder: Path = CACHE) -> Truth:
    """Committers (name, address), accounts on GitHub (handle), leads (name, company); sigs.yaml says who is who."""
    sigs = yaml.safe_load((folder / "org-kubernetes/sigs.yaml").read_text("utf-8"))
    leads = {
        lead["github"].casefold(): lead
        for groups in sigs.values() if isinstance(groups, list)
        for group in groups
        for role in (group.get("leadership") or {}).values()
        for lead in role
    }  # fmt: skip
    by_email = {
        str(lead.get("email")).casefold(): handle for handle, lead in leads.items() if lead.get("email")
    }
    known: list[Known] = []
    person: list[str | None] = []
    for name, email in _git_authors(folder):
        hidden = re.match(r"(?:\d+\+)?(.+)@users\.noreply\.github\.com$", email)
        known.append(Known(f"git:{name}<{email}>", "git", name, None, email, mailbox=True))
        person.append(hidden[1] if hidden else by_email.get(email))
    accounts = {
        each
        for row in csv.reader((folder / "org-kubernetes/kep_interactions.csv").open())
        for each in row[:2]
    }
    for handle in sorted({*leads, *(each.casefold() for each in accounts)} - {"person_a", "person_b"}):
        known.append(Known(f"github:{handle}", "github", handle, handle))
        person.append(handle if handle in leads else None)
    for handle, lead in sorted(leads.items()):
        known.append(Known(f"sigs:{handle}", "sigs", lead["name"], None, None, lead.get("company")))
        person.append(handle)
    return Truth("kubernetes: committers, accounts, leads", known, person)


def enron(folder: Path = CACHE) -> Truth:
    """Two lists of Enron's custodians; their address is the truth and is hidden, a mailbox's folder is the handle."""
    known: list[Known] = []
    person: list[str | None] = []
    with (folder / "graphs/enron/people.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            known.append(Known(f"igraph:{row['id']}", "igraph", row["Name"], row["Email"]))
            person.append(row["Email"].casefold() + "@enron.com")
    with (folder / "graphs/enron/edo_enron-custodians-data.tsv").open(newline="") as lines:
        for account, email, name, *_ in csv.reader(lines, delimiter="\t"):
            known.append(Known(f"edo:{account}", "edo", name, account))
            person.append(email.casefold())
    both = {each for each, number in Counter(person).items() if number > 1}
    person = [each if each in both else None for each in person]
    return Truth("Enron: two lists of custodians", known, person)


FIRST = (
    "Anna Jan Sofie Mohammed Lars Emma Daan Fatima Piet Saskia José Zoë Bram Ayşe Noah Julia Ruben Iris Thomas Eva "
    "Milan Sara Hugo Nina Omar Lotte Joris Maud Stefan Elif Gerrit Willemijn Renée Björn Chiara Pablo Ines Kenji"
).split()
FAMILY = (
    "Jansen;de Vries;van den Berg;Bakker;Visser;Smit;Meijer;de Boer;Mulder;de Groot;Bos;Vos;Peters;Hendriks;Dekker;"
    "Brouwer;de Wit;Dijkstra;Smits;de Graaf;van der Meer;Kok;Jacobs;van Dam;Öztürk;García;Müller;Nguyen;Sørensen;"
    "Łukasik;Haddad;Yilmaz;O'Brien;Tanaka;Rossi;Novák;El Idrissi;van Leeuwen;Schouten;Willems;Prins;Blom;Huisman"
).split(";")


def made(people: int, seed: int = 1) -> Truth:
    """People with some of five accounts each, names as frequent as in life, and what people do to their names."""
    dice = random.Random(seed)
    known: list[Known] = []
    person: list[str | None] = []
    firsts = [*FIRST, *_invented(dice, 900, 2)]
    families = [*FAMILY, *_invented(dice, max(people // 3, 300), 3)]
    taken: set[str] = set()
    common = [[1 / (rank + 12) for rank in range(len(names))] for names in (firsts, families)]
    for number in range(people):
        (first,), (family,) = dice.choices(firsts, common[0]), dice.choices(families, common[1])
        company = f"Company {int(dice.paretovariate(0.7))}"
        for each in _accounts(dice, number, first, family, company, taken):
            known.append(each)
            person.append(str(number))
    return Truth(f"made: {people:,} people", known, person)


def _invented(dice: random.Random, count: int, syllables: int) -> list[str]:
    parts = "ber mar kel dor win sal ton gar hof lem ras vin nos pel tar wes zan mik bol hen".split()
    found = ("".join(dice.choices(parts, k=syllables)).capitalize() for _ in range(count))
    return sorted(set(found))


def _accounts(
    dice: random.Random, number: int, first: str, family: str, company: str, taken: set[str]
) -> Iterator[Known]:
    name = f"{first} {family}"
    plain = re.sub(r"[^a-z]", "", (first + family).lower()) or f"user{number}"
    usual = (plain, plain[0] + plain[len(first) :], f"{plain[:3]}{dice.randrange(10_000)}", f"xx{number}yz")
    nick = _free(dice.choice(usual), taken)
    own = _free(f"{first}.{family}".lower().replace(" ", ""), taken)
    email = normalise_email(f"{own}@{company.replace(' ', '').lower()}.test")
    private = normalise_email(f"{nick}@gmail.com")
    yield Known(f"hr:{number}", "hr", name, None, email, company, str(number))
    if dice.random() < 0.6:
        shown = dice.choice((name, name, f"{family}, {first}", f"{first[0]}. {family}", nick))
        yield Known(f"forum:{number}", "forum", shown, nick, None)
    if dice.random() < 0.4:
        shown = dice.choice((name, _typo(dice, name), f"{first} {dice.choice('ABCDE')}. {family}"))
        yield Known(f"list:{private}", "list", shown, None, private, mailbox=True)
        if dice.random() < 0.2:
            yield Known(f"list2:{private}", "list2", shown, None, private, mailbox=True)
    if dice.random() < 0.3:
        yield Known(f"linkedin:{number}", "linkedin", name, None, None, company)
    if dice.random() < 0.2:
        yield Known(
            f"git:{number}", "git", dice.choice((name, nick)), nick, email if dice.random() < 0.3 else None
        )


def _free(account: str, taken: set[str]) -> str:
    """The account, with a number where somebody has it."""
    free, number = account, 2
    while free in taken:
        free, number = f"{account}{number}", number + 1
    taken.add(free)
    return free


def _typo(dice: random.Random, name: str) -> str:
    at = dice.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1 :]
