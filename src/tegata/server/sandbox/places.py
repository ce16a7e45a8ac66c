"""Where the sandbox is: a town, and the one beside it that people move to and from. Both exist; nobody in them does."""

TOWN = "132217"
"""清瀬市, Tokyo."""
NEIGHBOUR = "132225"
"""東久留米市, Tokyo."""
