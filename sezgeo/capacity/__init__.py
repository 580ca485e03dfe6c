"""Who gives power, gas, water, sewage and heat, how much is free, and who holds the rest."""
