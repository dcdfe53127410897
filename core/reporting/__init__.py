"""Figures, and what people are told of them without asking: the day's summary, the morning's brief, saved questions."""
