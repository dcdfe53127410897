"""E-mail, the second way to people: rows written with their fact, and spoken to a server later."""
