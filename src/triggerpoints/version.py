"""The version of the package and of its data. Written once, here."""

VERSION = "0.1.0"
