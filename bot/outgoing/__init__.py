"""What people see: screens as values, drawn, written down, and sent through one door."""
