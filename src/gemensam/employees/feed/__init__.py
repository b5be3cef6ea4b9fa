"""The feed from the HR system: files read, compared with the register, and carried out."""
