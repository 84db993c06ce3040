"""The questionnaire: one grammar of typed lines, the state of a session, and the front ends that ask."""
