"""Strict YAML to models, with every problem of every file at its line and column.

    read_tree(paths, base=None) -> (Tree, problems)    all `.yaml` under the paths; a later path overrides by id
    Tree                     muscles, landmarks, sites, sources, views, features: mappings of id to model
    Tree.place(kind, id, *path) -> Place(file, line, column)
    Tree.problem(kind, id, path, found=..., allowed=..., rule=...) -> Problem at that place
    load(data, file) -> Document                        one YAML document: plain values and their places

Bad data raises nothing in `read_tree`; `load` raises `DataError` when a file is no YAML at all.
"""

from .files import read_document as read_document
from .files import read_tree as read_tree
from .strict_yaml import Document as Document
from .strict_yaml import Mark as Mark
from .strict_yaml import Path as Path
from .strict_yaml import decode as decode
from .strict_yaml import field_name as field_name
from .strict_yaml import load as load
from .tree import Kind as Kind
from .tree import Place as Place
from .tree import Tree as Tree
