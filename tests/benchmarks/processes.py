"""What processes of a stack weigh."""

from pathlib import Path


def resident(pid: int) -> int:
    """Return the bytes in memory now."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> int:
    """Return the most bytes that were in memory."""
    return _status(pid, "VmHWM")


def reset_peak(pid: int) -> None:
    """Begin anew to look for the most."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
