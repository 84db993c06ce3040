"""Answers as tables that go out by mail and come back: workbooks, CSV, forms."""
