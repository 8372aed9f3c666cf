"""The published days off of Kazakhstan, as a starting point that officers correct."""
