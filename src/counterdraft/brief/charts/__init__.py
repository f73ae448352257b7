"""Pictures of plain SVG, that ask no server for anything."""
