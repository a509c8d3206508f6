"""
Whether what the site leads to is still there.

`places` reads in what is published every address of another site, and who leads to it;
`checking` has the worker ask them, a few at a time; `asking` asks one, only where it is
public; `report` shows the team what is silent, and where it is cited.
"""
