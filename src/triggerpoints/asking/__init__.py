"""Reading what people type or draw when they say where it hurts.

Free text is read in four steps, each a module: `tokens` cuts a text into words, `spelling` knows words that look alike,
`names` knows which words name which thing, `sentence` puts it together, and `scope` finds what a side, a grade of pain or a
"not" belongs to. The small words that this needs are data, one file a language. `drawing` reads pain drawings, and `question`
makes one question of all that was said.

Nothing here knows the catalogue, YAML or the models: names and ids go in, and only ids come back. What is not understood
always comes back as well. Nothing that was typed is kept.
"""
