"""The demo's invented people and their story, written down by the product's own actions."""
