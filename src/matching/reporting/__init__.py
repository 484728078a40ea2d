"""Floor 9: telling. Sentences per language, tables, pages and frames made from results; no solver."""
