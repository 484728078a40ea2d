"""Exports of other systems as this library's tables: mappings are data, columns are renamed and values looked up."""
