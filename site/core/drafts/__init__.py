"""
Drafts shown to people who have no account.

`desk` alone writes links and comments; `views` is what their reader sees; `screens` is the
editors' side. A draft stays a draft: no list, feed, search or sitemap knows of it.
"""
