"""Decisions of the counter: stock, counts, identity proofing, handover, PINs, rewriting. Plain Python; the clock is a parameter."""
