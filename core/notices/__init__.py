"""What must be told to whom."""
