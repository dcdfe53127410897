"""What people send: updates kept as rows, handed over one person in order, read into turns."""
