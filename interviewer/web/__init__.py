"""The web page: the only room with Gradio. Listens to the session's events; decides nothing, scores nothing."""
