"""Objects for the matrix of rights."""

examples = {"practice:branch": lambda place: {"public_id": place.branch.public_id}}
