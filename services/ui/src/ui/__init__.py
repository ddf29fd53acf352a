"""Browser, terminal and notebook: clients of the gateway's HTTP API, and of nothing else."""
