"""A scripted model that does what the interviewer's prompt says, to the letter: so that a changed word shows.

`python tests/obedient.py` serves it on loopback until it is stopped, and prints the address for OPENAI_BASE_URL.
"""

import json
import re
import sys
import threading
from typing import Any

from llm_stub import Stub, found, serving

_MOVES = re.compile(r'<data name="moves">\n(.*?)\n</data>', re.DOTALL)
_CANDIDATE = re.compile(r"^Candidate: (.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def line(request: dict[str, Any]) -> str:
    """The first offered move, as it is worded plainly; tied to the last answer only if the prompt says so."""
    prompt = "\n".join(str(message["content"]) for message in request["messages"])
    id_, _, offered = _MOVES.findall(prompt)[-1].partition("\n")[0].partition(": ")
    answers = _CANDIDATE.findall(prompt) if "something to say to what was said" in prompt else []
    quote = _opening(answers[-1]) if answers else ""
    said = [f'You said "{quote}".'] if quote else []
    header = json.dumps({"move": id_, "tell": [], "quote": quote})
    return f"{header}\n{' '.join([*said, _plain(offered.partition(' Plainly: ')[2])])}"


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
