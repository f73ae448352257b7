"""Tables of what every offer of a case brings in money: worked out once, read many times."""
