"""What the minerals are worth, by term: deposits, prices, war, and the order in which money is paid."""
