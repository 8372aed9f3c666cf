"""The tests: unit (no database), integration, guards (about the code itself), browser (journeys)."""
