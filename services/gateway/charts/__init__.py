"""Charts as SVG: one string for the page, the picture, the paper and the slide. Pure: no clock, no network."""
