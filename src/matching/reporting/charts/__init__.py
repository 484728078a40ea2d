"""Charts of results and comparisons, drawn by Altair (extra ``report``); every function returns the chart object."""
