"""Tenants: whose data a row is, the context a transaction runs in, and the database's own walls."""
