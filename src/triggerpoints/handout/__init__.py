"""Handouts that a clinic prints for its patient.

blocks      what a sheet says, in blocks: the one content that both writers write
words       the words of a language, English where it has none
content     muscles, cautions and words to a Sheet
clinic, logo   the clinic's own file and picture, checked and cleaned
html, pdf   the two writers
handout     Handout: what Catalogue.handout returns
batch       many handouts from one file
"""
