"""Many answer files at once: joined into one."""
