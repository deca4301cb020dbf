"""The community manager's desk: what is worth doing today, a module a sort of entry, and what was done with it.

Every sort reads the edition's tables and gives leads, the best first: a post, a thread, a channel, or somebody of the
inner rings.  Nobody is on the desk for doing little: there is no such lead, and none of the sorts tells of one.
"""
