"""A platform operator (プラットフォーム事業者): checks signatures and certificates for firms that may not ask the centre.

Act on the Public Personal Authentication Service, art. 17 and 36. It validates chains itself; status comes over HTTP.
"""
