"""How the documentation is built; warnings are errors."""

from counterdraft.version import __version__

project = "Counterdraft"
author = "The Counterdraft founders"
copyright = "2026, the Counterdraft founders"  # noqa: A001
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = True
html_theme = "furo"
html_title = f"Counterdraft {release}"
exclude_patterns = ["_build"]
nitpicky = False
