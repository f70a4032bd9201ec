"""Changes sent to where organisations want them: signed, in order, again until they arrive."""
