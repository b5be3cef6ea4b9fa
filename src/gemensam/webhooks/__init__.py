"""What happens here, told to municipalities' own systems: a feed to ask for, and webhooks."""
