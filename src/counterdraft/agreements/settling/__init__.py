"""One block: its issues settled one after the other, and the options that nobody needs left out."""
