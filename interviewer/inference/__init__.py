"""Runs the two small models that are shipped. The only room with onnxruntime and tokenizers; knows no use of them."""
