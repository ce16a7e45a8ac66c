"""Law as pure functions: numbers, calendar, validity, invalidity. No clock, no store, no network."""
