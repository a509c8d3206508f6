"""
The site's first content, from data files to pages.

    reading     files → entries, or a list of mistakes that name file, entry and field
    values      what an entry says of a field or a block → what Wagtail stores
    writing     entries → records, pages and translations, in one transaction
    pictures    the drawings of the image library, made here

An entry that was loaded and not changed in its file is left alone. One that an editor
changed is theirs: the loader never touches it again, and says so.
"""
