"""Strict YAML to models, with every problem of every file at its line and column.

    read_tree(paths, base=None) -> (Tree, problems)    all `.yaml` under the paths; a later path overrides by id
    Tree                     muscles, landmarks, sites, sources, views, features: mappings of id to model
    Tree.place(kind, id, *path) -> Place(file, line, column)
    Tree.problem(kind, id, path, found=..., allowed=..., rule=...) -> Problem at that place
    load(data, file) -> Document                        one YAML document: plain values and their places

Bad data raises nothing in `read_tree`; `load` raises `DataError` when a file is no YAML at all.
"""

from .files import read_document, read_tree
from .strict_yaml import MAX_BYTES, MAX_DEPTH, Document, Mark, Path, decode, field_name, load
from .tree import Kind, Origin, Place, Tree

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Document",
    "Kind",
    "Mark",
    "Origin",
    "Path",
    "Place",
    "Tree",
    "decode",
    "field_name",
    "load",
    "read_document",
    "read_tree",
]
