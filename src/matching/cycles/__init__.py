"""Planning over periods: batches that arrive, promises that are kept, fairness counted over the year."""
