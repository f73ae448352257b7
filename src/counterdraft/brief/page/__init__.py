"""The brief as one HTML page: the answer first, then what stands behind it."""
