"""
What the team has to see to: cells that are silent, figures that are late, claims that
rest on nothing, what is planned, what is not translated; and the year, as a document.

`board` looks, in a constant number of statements, and gives plain data; `yearly` gathers
a year; `screens` shows both.
"""
