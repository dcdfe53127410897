"""The ground under every room: exact decimals, lifecycle tables, refusals, moments. Pure, imports nothing of ours."""
