"""tegata: a complete, runnable Individual Number Card system (マイナンバーカード). The map of the house is ARCHITECTURE.md."""
