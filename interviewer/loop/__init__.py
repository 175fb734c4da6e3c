"""How several rounds add up: a loop's days, what one interviewer leaves to the next, and the committee."""
