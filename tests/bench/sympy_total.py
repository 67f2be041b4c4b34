# SPDX-License-Identifier: LGPL-3.0-or-later
"""The notebook's total as a Python process computes and prints it with SymPy."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
from sympy import expand, symbols

from notebook_model import count, transformer

print(expand(count(transformer(*symbols("l d f v n h")))))
