"""A scripted model that does what the interviewer's prompt says, to the letter: so that a changed word shows.

`python tests/obedient.py` serves it on loopback until it is stopped, and prints the address for OPENAI_BASE_URL.
"""

import re
import sys
import threading
from typing import Any

from llm_stub import Stub, found, serving

_WORDING = re.compile(r'<data name="wording">\n(.*?)\n</data>', re.DOTALL)
_CANDIDATE = re.compile(r"^Candidate: (.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def line(request: dict[str, Any]) -> str:
    """The question it was given; tied to the last answer, or followed by a second one, only if the prompt says so."""
    prompt = "\n".join(str(message["content"]) for message in request["messages"])
    if '<data name="what you say">' in prompt:
        return prompt.rpartition('<data name="what you say">\n')[2].partition("\n</data>")[0]
    question = _plain(_WORDING.findall(prompt)[-1])
    answers = _CANDIDATE.findall(prompt)
    said = (
        [f'You said "{_opening(answers[-1])}".'] if answers and "tied to what the candidate just said" in prompt else []
    )
    more = ["And what else?"] if "ask exactly two questions" in prompt else []
    return " ".join([*said, question, *more])


def _plain(wording: str) -> str:
    """The wording without the sentences that quote the candidate."""
    kept = [part.strip() for part in _SENTENCE.findall(wording) if '"' not in part]
    return " ".join(kept) or "Go on, please."


def _opening(answer: str) -> str:
    return re.sub(r"[^\w\s,'-]", "", " ".join(answer.split()[:8]))


def obedient() -> Stub:
    return Stub(line=line, value=lambda _request: found())


def main() -> None:
    with serving(obedient()) as stub:
        print(f"OPENAI_BASE_URL={stub.url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
