"""The letter desk: one letter entered whole, and the reader's card."""
