"""The kinds of facts that are said of a project, one small module each."""
