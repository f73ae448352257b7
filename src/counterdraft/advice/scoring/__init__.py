"""What offers bring to everybody on the joint sample, and a memory of the offers that were scored."""
