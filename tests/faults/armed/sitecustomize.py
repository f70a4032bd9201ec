"""Python runs this before a process of ours begins, where a test put this folder on its path; nowhere else."""

import os

if folder := os.environ.get("FAILPOINTS"):
    import failpoints

    failpoints.install(folder)
