"""Customer-experience maturity self-assessments: read, score and report them."""

__version__ = "0.1.0"
