"""Improvement projects: their register and their facts."""
