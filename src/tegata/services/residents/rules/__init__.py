"""Decisions about resident records: what a record is, what may happen to it when, and what it says afterwards."""
