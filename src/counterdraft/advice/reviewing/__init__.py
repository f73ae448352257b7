"""A draft against the mandate: terms, and what stands out."""
