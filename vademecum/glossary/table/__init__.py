"""
The glossary as a table: one row for each term, in French and in English.

Exported, then imported, then exported again, it is the same to the byte. A cell that a
spreadsheet would take for a formula is kept behind an apostrophe, taken off on the way
back. An import is all or nothing, and publishes nothing: it writes drafts.
"""
