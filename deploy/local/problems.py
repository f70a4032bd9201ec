"""What can keep a stack from starting, in words for whoever typed `make up`."""

import inspect


class Problem(Exception):
    """Something is missing or in the way."""

    def __str__(self) -> str:
        """Say the class's own sentence, then the particulars."""
        sentence = " ".join((inspect.getdoc(type(self)) or "").split())
        return "\n".join([sentence, *map(str, self.args)])
