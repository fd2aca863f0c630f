"""The benchmarks are not installed: their tests find them in the checkout."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
