"""Questions that narrow a mandate's own ranges, and the ranges that answers leave."""
