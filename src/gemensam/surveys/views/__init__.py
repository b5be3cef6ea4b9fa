"""The pages of surveys: to answer them, and to work with them."""
