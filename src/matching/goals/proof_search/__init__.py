"""The search for proofs that no whole point of a program is better."""
