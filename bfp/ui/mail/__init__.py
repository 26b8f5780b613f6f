"""Letters in, parcels out, what they cost and the papers in them."""
