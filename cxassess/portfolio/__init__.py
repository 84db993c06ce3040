"""Many answer files at once: scored one by one, or combined into one."""
