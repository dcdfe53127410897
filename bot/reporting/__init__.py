"""The chat's part of reporting: the day's summary, the morning's brief, whom to follow up, what lacks, questions asked
by themselves."""
