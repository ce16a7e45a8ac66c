"""Card statistics (交付状況): counters folded from events, by town and age; no row of any person.

Office: the ministry's statistics. Issued (交付, cumulative) and held (保有, net) are told apart.
"""
