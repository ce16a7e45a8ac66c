"""Resident record (住民基本台帳): who lives in a town, every life event with its two dates, and what was written before.

Law: Basic Resident Register Act (住民基本台帳法). Office: the town hall. It knows no Individual Number. Announces life events.
"""
