"""What is found in the panel: comparisons with peers, the goal, and what was revised."""

from regionstat.analysis.benchmark import Comparison, compare
from regionstat.analysis.goal import Goal, goal
from regionstat.analysis.revisions import Revisions, revisions

__all__ = ["Comparison", "Goal", "Revisions", "compare", "goal", "revisions"]
