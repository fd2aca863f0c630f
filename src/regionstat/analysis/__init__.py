"""What is found in the panel: comparisons with peers, and the goal."""

from regionstat.analysis.benchmark import Comparison, compare
from regionstat.analysis.goal import Goal, goal

__all__ = ["Comparison", "Goal", "compare", "goal"]
