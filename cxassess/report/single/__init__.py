"""The report on one assessment: its sections, composed as plain values."""
