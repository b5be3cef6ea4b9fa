"""The bundled PostgreSQL: found, made, started and stopped without an installed server."""
