"""Figures as numbers on a plane and words, and words fitted to their room: no markup, and nothing of an assessment."""
