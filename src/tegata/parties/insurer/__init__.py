"""A life insurer (生命保険会社) that watches its customers' certificates: who may have died, who may have moved, who is alive.

It is an accredited verifier: it may use revocation data for nothing but that (JPKI Act art. 52). It sees public interfaces only.
"""
