"""The commands, one module each, called like it."""
