"""How often a process looks for objects that only refer to each other."""

import gc

SELDOM = (50_000, 20, 20)


def look_for_cycles_seldom() -> None:
    """Look rarely: nearly everything here ends with its last reference, and each look visits all that is remembered."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
