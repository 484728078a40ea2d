"""Floor 1, the door: whatever users bring becomes text columns, one parser, all issues at once, one problem."""
