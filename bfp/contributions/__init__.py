"""What readers give back: contributions, study groups, joining."""
