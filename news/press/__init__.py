"""
Reading before the hour.

A communiqué under embargo is not live: no list, feed, search or address knows it.
`embargo` says which wait, and gives their files to everybody at the hour; `desk` alone
writes accreditations; `views` shows to whoever holds a link what waits.
"""
