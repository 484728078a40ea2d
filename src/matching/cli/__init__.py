"""Floor 10: the command line. One module per command; heavy modules are imported only when a command runs."""
