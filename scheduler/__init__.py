"""What happens by itself, at its hour."""
