"""Individual Numbers (個人番号): assigned once, never reused, read only for a purpose of the law. The only room that has them.

Law: Number Use Act (番号利用法) art. 7, 8, 9, 19. Office: the issuing centre (J-LIS).
"""
