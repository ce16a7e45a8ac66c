"""What every room stands on: audit, staff and permissions, clock, ids, outbox, pages. It knows none of those who use it."""
