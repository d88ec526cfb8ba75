"""One person, one card: which mentions of people in dirty files are one person (R007, R028).

`match(Mentions)` merges what is certain and proposes what is doubtful; `find_similar` asks the same of one mention
while it is typed. Pure computing: no database, no Django. Normalise, block, compare in levels, weigh (Fellegi-Sunter
weights learned from the base itself, rare values weigh more), cluster with vetoes.
"""

from zabota.core.patients.matching.engine import Evidence, Matching, Pair, Pairs, find_similar, match
from zabota.core.patients.matching.levels import LEVELS, Field, Level
from zabota.core.patients.matching.mentions import Mentions
from zabota.core.patients.matching.weights import Weights

__all__ = [
    "LEVELS",
    "Evidence",
    "Field",
    "Level",
    "Matching",
    "Mentions",
    "Pair",
    "Pairs",
    "Weights",
    "find_similar",
    "match",
]
