"""The yearly archive: one file in an open format that proves itself without Carnet (BOI-TVA-DECLA-30-10-30)."""
