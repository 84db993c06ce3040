"""An assessment to a report: what it says, in order, as plain values without markup."""
