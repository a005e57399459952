"""Rules for what people read, beyond what the models and the checks of the data can say.

proofread(tree, words) -> problems     of the records that came from files, and of the languages under the folder `words`
texts                                  which strings are judged, where they stand and who reads them
reading_level                          how easy a string is for a patient
"""

from .rules import proofread

__all__ = ["proofread"]
