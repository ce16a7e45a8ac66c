"""Card statistics (交付状況): counters folded from events, by town and year of birth.

Of a resident it keeps no more than what the counters contain of them, so that a move takes away what was added.

Office: the ministry's statistics. Issued (交付, cumulative) and held (保有, net) are told apart.
"""
