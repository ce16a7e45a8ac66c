"""Counter of the town hall and of the post office: stock, identity proofing, handover, moves, PINs, returns, shredding.

Law: Number Use Act art. 17, its ordinance; Act 120 of 2001 for post offices. What a clerk did wrong alone needs two here.
"""
