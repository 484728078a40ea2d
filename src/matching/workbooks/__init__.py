"""Floor 10: workbooks that people read: a checked copy with every mistake marked, and a result to print."""
