"""Mock Interviewer: rehearse a data science interview against role-playing agents, and be told the truth afterwards."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime starts, which else reports each run to its makers
os.environ["ANONYMIZED_TELEMETRY"] = "False"  # the same of Chroma

__version__ = "0.1.0"
