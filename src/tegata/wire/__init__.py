"""Bytes with types: APDU, status words, the card's TLV, card-verifiable certificates, DigestInfo."""
