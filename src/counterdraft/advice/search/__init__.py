"""Where counter-offers come from, and the shortlist of those worth making."""
