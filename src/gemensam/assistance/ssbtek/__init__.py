"""SSBTEK, contract v10: one question about a person to seven authorities, and their answers."""
