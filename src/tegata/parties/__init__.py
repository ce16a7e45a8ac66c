"""Firms outside: an operator, a bank, a phone shop, an insurer. They see public interfaces only, and keep their own databases."""
