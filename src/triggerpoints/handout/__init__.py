"""Handouts that a clinic prints for its patient.

options        what a clinic chooses: one record from the caller to the writers
sheet          what a sheet says, in blocks, and how it is laid out
phrases        the texts of a language, English where it has none
content        muscles, cautions and phrases to a sheet
fit            how much of it stands on two pages
look           measures, colours and cuts (look.toml)
html, pdf      the two writers, with style.css and template.typ
handout, make  what Catalogue.handout returns, and how it is made
clinic, logo   the clinic's own file and picture, checked and cleaned
batch          many handouts, from one file (batch_file, csv_table) and in several processes
"""
