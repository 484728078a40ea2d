"""Charts of the gallery are drawn as SVG: the built pages run no script and fetch nothing."""

import altair

altair.renderers.enable("svg")
