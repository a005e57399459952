"""Parts of tools/build_lineart.py: from the skin mesh to pen and wash."""
