"""The suites, a module per subject."""
