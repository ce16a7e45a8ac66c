"""The card (ISO/IEC 7816-4): bytes in, bytes out. See chip.card.Card.respond."""
