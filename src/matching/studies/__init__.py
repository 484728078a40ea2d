"""What users import to choose among policies: comparisons, frontiers, gaps and sensitivities that show themselves."""
