"""Proofs: closings with their perpetual totals, the yearly archive, and the check of every chain and every sum."""
