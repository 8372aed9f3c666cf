"""How rules work: pure Python, without framework, database, clock or network."""
