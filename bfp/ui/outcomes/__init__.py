"""What became of mail: returns, forms, the chase."""
