"""Floor 9: problems from and to files. CSV folders, JSON, Parquet."""
