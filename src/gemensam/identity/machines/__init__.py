"""Municipalities' own systems: who they are, what they may ask for, how they are told no."""
