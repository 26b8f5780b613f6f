"""What leaves the program, with names removed."""
