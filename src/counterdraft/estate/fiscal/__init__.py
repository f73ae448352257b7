"""Who is paid what, in which order: term sheets, the instruments they name, and the waterfall."""
