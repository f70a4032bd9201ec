"""The example year: what seven organisations say, from their joining to yesterday."""

from deploy.local.example.submit import submit

__all__ = ["submit"]
