"""What lies in the ground, and who holds it: deposits, stand-ins for what nobody published, the war."""
