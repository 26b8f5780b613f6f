"""Appeals, their rules, deadlines and board."""
