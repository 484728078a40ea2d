"""What a plan reaches, by any group: amounts, indices of inequality, pooling; exact numbers, no solver."""
