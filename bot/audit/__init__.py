"""What is said of the chain, the closings and the archives: to the company, and on the command line."""
