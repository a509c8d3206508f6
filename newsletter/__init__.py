"""
The letter: what is new for a public, by mail, to those who asked for it.

An issue is a page, for one public and in one language: `digest` prepares it from the
pages of the site, an editor writes it, its publication puts it in the archive, and
`sending` mails it to whoever chose a cell of the grid that it serves. `subscribing` is
the only writer of the addresses, `bounces` reads what comes back.
"""
