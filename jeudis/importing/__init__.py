"""
Past episodes from a table (CSV), or from a folder of Markdown files.

file → rows, each with its place (`reading`) → episodes, checked one by one and against
one another (`checking`) → pages, in one transaction (`writing`). Every mistake of the
whole file is said at once, with its line or file, and then nothing is written. What is
already there is left as it is: the same file twice changes nothing.
"""

from .checking import check
from .reading import Mistake, Refused, Row, read, read_folder
from .writing import Report, write

__all__ = [
    "Mistake",
    "Refused",
    "Report",
    "Row",
    "check",
    "read",
    "read_folder",
    "write",
]
