"""The pages of e-services, split by what they show."""
