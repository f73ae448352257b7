"""Solutions and covers without the whole frontier: branch and bound over the blocks, with its proof."""
