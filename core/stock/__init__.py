"""Where goods are, what is promised, what is expected: warehouses, moves, reservations, inventories."""
