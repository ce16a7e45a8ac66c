"""さくら銀行, an invented bank: accounts opened from afar by method ワ or ヘ, returning customers by card and PIN.

Act on Prevention of Transfer of Criminal Proceeds, art. 4 (identification) and 6 (records: name, address, birth date, method).
It knows the operator through `tegata.client`, the card through the visitor's agent, and nothing of the country's insides.
"""
