"""Who plays the roles of voice, extractor and coach, behind the protocols that everything above goes by."""
