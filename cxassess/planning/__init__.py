"""What to do next: how far plays are from their aims, and when actions are due. Values only."""
