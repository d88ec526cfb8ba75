"""Objects for the matrix of rights."""

examples = {"audit:workbook": lambda place: {"key": "audit.trail"}}
