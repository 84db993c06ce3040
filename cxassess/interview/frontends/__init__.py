"""Where a person types and reads: plain lines, or one line with a toolbar."""
