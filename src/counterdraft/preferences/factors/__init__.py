"""Every kind of factor of a worth, read as pieces that add up."""
