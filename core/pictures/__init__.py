"""Pictures that people send: made safe, upright and of a reasonable size."""
