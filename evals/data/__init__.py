"""What people wrote and labelled, and the changes to it whose effect is known."""
