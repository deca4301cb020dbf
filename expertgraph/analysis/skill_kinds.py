"""How fast knowledge of a skill ages: its category.  Lists are data; what they do not name is domain
knowledge."""

from __future__ import annotations

from typing import Literal

Category = Literal["tool", "platform", "domain", "interpersonal"]

TOOLS = frozenset(
    """
    airflow ansible asana bitbucket celery confluence dagster dbt docker excel figma fivetran git gitea
    github gitlab grafana helm jenkins jira kafka looker make miro notion numpy pandas photoshop postman
    powerpoint prometheus pytest qlik redis sap selenium sharepoint slack sonarqube splunk tableau talend
    terraform trello vscode webpack word
    """.split()
) | {"power bi", "power query", "visual studio", "google analytics", "adobe illustrator", "ms project"}
PLATFORMS = frozenset(
    """
    android angular aws azure bash c c# c++ cassandra clojure cobol css dart databricks django
    elasticsearch elixir erlang flask fortran gcp go golang graphql haskell html ios java javascript julia
    kotlin kubernetes lean linux lua matlab mongodb mysql neo4j node.js openshift oracle perl php postgres
    postgresql python pytorch r react rust sas scala snowflake spark sparql spring spss sql sqlite stata
    svelte swift tensorflow typescript vue windows """.split()
) | {"google cloud", "microsoft azure", "sql server", "react native", "apache spark", "ruby on rails", "ruby"}
INTERPERSONAL = frozenset(
    """
    coaching communicatie communication conflicthantering facilitation faciliteren feedback leadership
    leiderschap leidinggeven listening luisteren mediation mentoring moderation negotiation netwerken
    networking onderhandelen overtuigen persuasion presenteren presenting samenwerken storytelling teaching
    teamwork """.split()
) | {"public speaking", "conflict resolution", "people management", "team building", "active listening"}


def category(label: str) -> Category:
    """The category of a skill's label, whatever its case.

    >>> category("Python"), category("dbt"), category("Leiderschap"), category("circular building")
    ('platform', 'tool', 'interpersonal', 'domain')
    """
    name = " ".join(label.casefold().split())
    if name in INTERPERSONAL:
        return "interpersonal"
    if name in PLATFORMS:
        return "platform"
    return "tool" if name in TOOLS else "domain"
