"""Every part's lists: importing this file registers them."""
