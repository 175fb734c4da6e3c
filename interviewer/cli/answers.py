"""Where the candidate's answers come from: typed at a terminal, or taken from a file or pipe."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from interviewer.cli.jsonl import echoed, parsed
from interviewer.errors import BadInput

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent


class Answers(Protocol):
    """`next` gives the next answer or command, or None when there is none left; `agrees` what is said to a question."""

    def next(self) -> str | None: ...

    def agrees(self, question: str) -> bool: ...


class Prepared:
    """Answers that were written before: paragraphs, or JSON lines for answers of several paragraphs."""

    def __init__(self, text: str, name: str) -> None:
        self._answers = parse_answers(text, name)

    def next(self) -> str | None:
        return next(self._answers, None)

    def agrees(self, question: str) -> bool:  # noqa: ARG002
        """What stands in a file was meant: no `question` is asked of it."""
        return True


def parse_answers(text: str, name: str) -> Iterator[str]:
    """The answers in `text`.

    Raises:
        BadInput: it looks like JSON lines and one of them is not `{"answer": ...}`.
    """
    if text.lstrip().startswith("{"):
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        return iter([_answer(line, f"{name}, line {number}") for number, line in lines])
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return iter(["\n".join(lines) for lines in paragraphs if lines])


def leaves(said: str) -> bool:
    """Whether somebody wants to stop: by a word, or by the keys that `Typed` tells as one."""
    return said.strip().lower() in ("/stop", "/pause", "/end", "/quit", "exit")


def one_a_line(text: str) -> str:
    """Each line as an answer of its own, where answers are numbers."""
    return "\n\n".join(line for line in text.splitlines() if line.strip())


def _answer(line: str, place: str) -> str:
    try:
        answer = parsed(line)["answer"]
    except BadInput as error:
        raise BadInput(f"{place}: {error}") from None
    except (KeyError, TypeError, IndexError):
        raise BadInput(f'{place}: not an answer; write {{"answer": "..."}} on each line') from None
    if not isinstance(answer, str):
        raise BadInput(f'{place}: "answer" must be a text')
    if not echoed(answer):
        raise BadInput(f"{place}: it holds an unpaired surrogate; remove it")
    return answer


class Typed:
    """Answers typed at a terminal: line editing, history of this interview, pasting of several lines.

    Enter sends; Alt-Enter (or Esc, Enter) breaks the line. Ctrl-C asks whether to pause, end or go on.
    """

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        self._session: PromptSession[str] = PromptSession(history=InMemoryHistory(), multiline=False)

    def last_word(self) -> str:
        """What is typed where nothing has to be; empty to leave."""
        try:
            return self._session.prompt("you> ", key_bindings=_newline_keys()).strip()
        except (KeyboardInterrupt, EOFError):
            return ""

    def next(self) -> str | None:
        while True:
            try:
                text = self._session.prompt("you> ", prompt_continuation="...  ", key_bindings=_newline_keys())
            except KeyboardInterrupt:
                wanted = self._leave()
                if wanted:
                    return wanted
                continue
            except EOFError:
                return "/pause"
            if text.strip():
                return text
            print("(outside the role) Nothing was sent. /help lists what you can do.", file=sys.stderr)

    def agrees(self, question: str) -> bool:
        try:
            return input(f"(outside the role) {question} [y/N] ").strip().lower() in ("y", "yes")
        except (EOFError, KeyboardInterrupt):
            print(file=sys.stderr)
            return False

    def _leave(self) -> str | None:
        try:
            reply = input("\n(outside the role) p to pause, e to end and be debriefed, anything else to go on: ")
        except (EOFError, KeyboardInterrupt):
            return "/pause"
        return {"p": "/pause", "e": "/end"}.get(reply.strip().lower()[:1])


def _newline_keys() -> "KeyBindings":
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _(event: "KeyPressEvent") -> None:
        event.current_buffer.insert_text("\n")

    return keys
