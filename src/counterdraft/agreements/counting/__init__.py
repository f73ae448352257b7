"""How many offers there are, as whole numbers: acceptable ones, possible ones, those of a point."""
