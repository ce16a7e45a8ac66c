"""Test people and faces: nobody in here exists. Separate from the product, which never imports it outside the sandbox.

Pure: no web, no database, no clock. One seed makes the same people every time, and they come as a stream.
"""
