"""How well the search finds, measured on the community's own history.

Each answered question of the latest slice is asked again of what was written before it; the people who really
helped are the truth.  Nothing here names anybody: what leaves are counts and rates.
"""
