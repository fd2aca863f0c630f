"""What a researcher asks of the goal and the methods: one noun a question, ready to read."""

from regionstat.study.backtest import backtest
from regionstat.study.convergence import convergence
from regionstat.study.estimate import estimate
from regionstat.study.outlook import outlook
from regionstat.study.sensitivity import sensitivity
from regionstat.study.verdicts import verdicts
from regionstat.study.why import why

__all__ = ["backtest", "convergence", "estimate", "outlook", "sensitivity", "verdicts", "why"]
