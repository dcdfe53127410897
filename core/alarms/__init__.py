"""What is to be done at a moment: rows that the clock runs when they are due, each once."""
