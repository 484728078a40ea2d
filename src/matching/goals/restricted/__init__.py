"""Plans where no network holds every rule and no integer program the size: exact goals on a restricted network."""
