"""Keep commissions, e-ids and what is known of them: pages under `/behorighet/`."""
