"""Pages of what is one organisation's own: what it sent, who may send for it, and who looked."""
