"""Coming in: first start, the demonstration company, links; the home card and its help."""
