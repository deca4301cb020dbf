"""One file a format; each turns one kind of export into plain records."""
