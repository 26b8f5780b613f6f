"""The program as a whole: overview, numbers, the yearly report."""
