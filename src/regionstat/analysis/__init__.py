"""What is found: the panel with its estimates, the goal, comparisons, and what was revised."""

from regionstat.analysis.benchmark import Comparison, compare
from regionstat.analysis.goal import Goal, goal
from regionstat.analysis.load import load
from regionstat.analysis.revisions import Revisions, revisions

__all__ = ["Comparison", "Goal", "Revisions", "compare", "goal", "load", "revisions"]
