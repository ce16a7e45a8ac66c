"""Applications for a card (交付申請): by ten ways, one open at a time, with a photo that is looked at.

Law: Number Use Act art. 16-2, Cabinet Order art. 13. Office: the issuing centre, with the town that reviews.
"""
