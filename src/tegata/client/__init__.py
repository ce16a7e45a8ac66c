"""What a firm calls an operator with: typed, sync and async. It knows HTTP and nothing of the country's insides."""
