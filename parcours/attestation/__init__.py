"""
What a learner takes away when a parcours is done: a page, a PDF and a verifiable credential.

`keys` reads what signs, `proof` signs, `achievement` says what was asked, `credential`
what is attested, `status` what was revoked, `issuing` is the only writer; `badge` and
`document` draw. The rest of the room asks `issuing`.
"""
