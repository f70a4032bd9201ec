"""The pages in the browser: how far everyone is, complete without JavaScript."""
