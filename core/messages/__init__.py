"""Messages as rows: what came in, what must go out, what each chat shows and talks about."""
