"""The commands of `gemensam`, one module each: HELP, configure(parser), run(arguments) -> status."""
