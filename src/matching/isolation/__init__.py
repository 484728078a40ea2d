"""Floor 9: solving in a process of its own, so that limits, interrupts and crashes keep the best audited plan."""
