"""Reading what people type or draw when they say where it hurts.

Free text, in four steps, each a module: `tokens` cuts a text into words, `spelling` knows words that look alike,
`vocabulary` knows which words name which thing, `sentence` puts it together and `scope` finds what a side, a grade
of pain or a "not" belongs to. `wordlist` holds the small words of English that are needed for it.

Nothing here knows the catalogue, YAML or the body: a vocabulary is made of names and ids, and only ids come back.
What is not understood always comes back as well. Nothing that was typed is kept.
"""
