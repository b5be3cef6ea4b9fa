"""The feed from the HR system by SCIM 2.0 (RFC 7643, RFC 7644)."""
