"""What handlers work with: a visit and its plan, buttons and their table, what words may be compared with."""
