"""What networkx asks of a backend while it is itself being imported: so nothing is imported here."""

from __future__ import annotations

from typing import Any

FUNCTIONS = (
    "betweenness_centrality",
    "connected_components",
    "constraint",
    "core_number",
    "effective_size",
    "leiden_communities",
    "number_connected_components",
    "pagerank",
)


def info() -> dict[str, Any]:
    """What networkx shows about this backend."""
    return {
        "backend_name": "expertgraph",
        "project": "expertgraph",
        "package": "expertgraph",
        "short_summary": "NetworKit and SciPy underneath networkx.",
        "functions": {name: {} for name in FUNCTIONS},
    }
