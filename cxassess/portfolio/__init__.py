"""Many answer files together: scored one by one, or combined into one."""
