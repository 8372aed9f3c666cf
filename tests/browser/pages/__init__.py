"""The site's pages as those who use them see them: what one can do on each, and which page comes next.

Controls are found by their names, values and addresses, never by words: the pages
speak three languages.
"""
