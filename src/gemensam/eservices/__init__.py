"""Service catalogue, applications and Mina sidor: what residents and their representatives use."""
