"""What each command of the interview does: answering, moving around, votes, the list of people."""
