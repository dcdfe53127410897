"""The bench: Carnet beside a bare echo bot, in one run, on the loopback."""
