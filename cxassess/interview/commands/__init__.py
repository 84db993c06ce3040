"""What each command of the interview does: answer, write a note, move around, vote."""
