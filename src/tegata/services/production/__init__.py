"""Issuing centre (カード発行): makes the chip and the face, reads every card back, ships to 1,741 towns.

Office: the issuing centre (J-LIS). An order is an id, never a position.
"""
