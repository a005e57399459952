"""Pictures: choice of views, scene, labels, palettes, SVG writer, diagram."""
