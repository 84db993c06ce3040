"""An answer file on disk: one process at a time, older copies, and saves that lose nothing."""
