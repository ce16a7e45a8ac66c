"""Decisions about applications: by which way, who may, which photo, which step. Plain Python: no clock, no database."""
