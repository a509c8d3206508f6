"""
Coming to a Jeudi: one address, confirmed by its owner, forgotten in time.

    asked ──(its link, then a button)──▶ confirmed ──(the same link)──▶ erased

`places` says what the page offers; `desk` is the only writer; `letters` says each mail;
`by_the_clock` writes to those who are registered, and erases; `export` is the
team's list. An answer never says whether an address is registered.
"""
