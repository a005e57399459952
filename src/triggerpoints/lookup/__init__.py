"""From pain to the muscles whose reported pattern includes it: ranked, in sets, with what must be thought of first.

weights     what each part of the score counts, and why: the only place with such numbers
patterns    what the compiled tables say of one pain site, one drawn area or one symptom: Match and pieces
ranking     Lookup.explain: matches to ranked candidates
sides       which side's muscle a match speaks for
sets        the smallest groups of muscles that cover the most; exact
cautions    which causes besides muscles belong to a question
areas       a drawn area measured against the patterns, in mm2
"""
