"""How much land each consent wins, and whom to ask for it."""
