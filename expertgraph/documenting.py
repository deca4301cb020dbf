"""The reference pages under docs/ that derive from the tables in the code: ``python -m expertgraph.documenting``."""

from __future__ import annotations

from pathlib import Path

from expertgraph import schema
from expertgraph.kinds import INTERACTIONS
from expertgraph.policy import TABLE, Role
from expertgraph.settings import SETTINGS

_MADE = "<!-- Made by python -m expertgraph.documenting; change the table in the code instead. -->\n"


def settings_page() -> str:
    """docs/settings.md."""
    rows = [
        f"| `{each.name}` | `{each.default!r}` | `{each.variable}` | {each.help}"
        + (f" One of {', '.join(each.choices)}." if each.choices else "")
        + (f" At least {each.least:g}." if each.least is not None else "")
        + f" | {'yes' if each.shapes else ''} |"
        for each in SETTINGS
    ]
    return (
        f"{_MADE}# Settings\n\nDefaults < the store's `settings.toml` < environment < flags. "
        "`expertgraph settings` shows them, `expertgraph settings NAME=VALUE` changes one for a store.\n\n"
        "| name | default | environment | meaning | shapes results |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def schema_page() -> str:
    """docs/schema.md."""
    parts = [f"{_MADE}# Schema\n\nVersion {schema.VERSION}. Every table's key is the text column `id`.\n"]
    for table in schema.ALL:
        if table.edge:
            kind, start, end = table.edge
            graph = f"`(:{_label(table, start)})-[:{kind}]->(:{_label(table, end)})`"
        else:
            graph = f"`(:{table.label})`"
        counted = "in the digest" if table.fact else "not in the digest"
        parts.append(f"\n## {table.name}\n\n{table.doc} In Neo4j {graph}; {counted}.\n\n")
        parts.append("| column | type | meaning |\n|---|---|---|\n")
        parts += [
            f"| `{column.name}` | {column.type}{'' if column.null else ', always there'}"
            f"{f', refers to `{column.refs}`' if column.refs else ''} | {column.doc} |\n"
            for column in table.columns
        ]
    parts.append("\n## Kinds of interaction\n\n| kind | weight | sentence |\n|---|---|---|\n")
    parts += [
        f"| `{each.name}` | {'a weak tie of its own' if each.contact else each.weight} | "
        f"A {each.forth['en']} B; B {each.back['en']} A |\n"
        for each in INTERACTIONS.values()
    ]
    return "".join(parts)


def _label(table: schema.Table, column: str) -> str:
    refs = next(each.refs for each in table.columns if each.name == column)
    return schema.TABLES[refs or ""].label or ""


def policy_page() -> str:
    """docs/policy.md."""
    roles = list(Role)
    lines = [
        f"{_MADE}# Who may see what\n",
        "One table, read by search, results, web, API and command line, in the query and not after it.",
        "Deny by default; what is hidden looks like what does not exist.\n",
        "| data | " + " | ".join(roles) + " |",
        "|---" * (len(roles) + 1) + "|",
    ]
    lines += [f"| {data} | " + " | ".join(row[role] for role in roles) + " |" for data, row in TABLE.items()]
    return "\n".join(lines) + "\n"


PAGES = {"settings.md": settings_page, "schema.md": schema_page, "policy.md": policy_page}


def main(folder: Path = Path("docs")) -> None:
    """Write the pages."""
    folder.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
