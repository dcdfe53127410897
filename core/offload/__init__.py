"""Work that leaves the event loop: jobs of ours, run in processes of their own."""
