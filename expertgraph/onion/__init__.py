"""The community onion: engagement rings around the organisation's own core, people beside their channels.

The pictures are called onion; in code and analysis the rings are *engagement rings*, not
``networkx.onion_layers``, which is another thing.
"""

from expertgraph.onion.layout import layout
from expertgraph.onion.model import Channel, Community, Onion, OnionInput

__all__ = ["Channel", "Community", "Onion", "OnionInput", "layout"]
