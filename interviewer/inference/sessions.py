"""Opens ONNX models: the one place that decides how many threads they take. Does not know what a model is for."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import SetupError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

_MOST_THREADS = 4  # texts are short: more threads than that only wait for each other


def sensible_threads() -> int:
    """Half of the processors that this process may use, at least 1 and at most 4: others work here too."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(_MOST_THREADS, usable // 2))


def session_options(threads: int) -> "SessionOptions":
    """How every model is run: `threads` threads that sleep while there is nothing to do, floating point throughout."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # 8-bit weights become floating point once, on loading. Left to itself, onnxruntime computes with 8-bit integers,
    # and whether those saturate, and how they are rounded, depends on the processor.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options


def open_model(path: Path, threads: int) -> "InferenceSession":
    """A model that computes on the processor.

    Raises:
        SetupError: the file is missing or is no model.
    """
    import onnxruntime
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf

    if not path.is_file():
        raise SetupError(f"{path} is missing; install mock-interviewer again")
    options = session_options(threads)
    try:
        return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidGraph, InvalidProtobuf) as error:
        raise SetupError(f"{path} is damaged ({error}); install mock-interviewer again") from None
