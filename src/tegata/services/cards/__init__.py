"""Cards and their lives: ordered, made, shipped, in stock, handed over, suspended, invalid, destroyed.

Law: Number Use Act art. 17, Cabinet Order art. 14 to 17. Office: the issuing centre.
"""
