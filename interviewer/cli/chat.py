"""`interviewer chat`: the text roleplay."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interviewer.app import Interviews, Services
from interviewer.cli.answers import Answers, Prepared, Typed
from interviewer.cli.console import messages, read_text, results, services
from interviewer.cli.jsonl import printed
from interviewer.cli.printed import print_blocks
from interviewer.cli.selection import consent, goes_on
from interviewer.cli.transcript import Transcript
from interviewer.engines.llm.fallback import Fallback
from interviewer.errors import BadInput, ProviderError
from interviewer.interview.commands import Command, command_in, command_list
from interviewer.interview.ending import end_question
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session, Update
from interviewer.packs.schema import Pack
from interviewer.report.document import debrief_blocks
from interviewer.report.record import interview_record

_HELP = f"{command_list()}. Enter sends, Alt-Enter breaks the line."


@dataclass(frozen=True)
class ChatOptions:
    """The options of the command, as given; `opened` opens the interview where the options alone don't say which."""

    request: InterviewRequest
    fallback: bool
    answers: str | None
    json: bool
    resume: str | None = None
    opened: Callable[[Interviews, Fallback], Session] | None = None

    @property
    def typed(self) -> bool:
        """Whether a person sits at a terminal."""
        return self.answers is None and sys.stdin.isatty()


def run_chat(options: ChatOptions) -> None:
    """One interview from first question to debrief, or to a pause."""
    answers = _prepared(options)
    with services() as made:
        session = _session(made, options)
        consent(made, session.state.setup.selection, options.typed)
        shown = _Shown(options, made.pack)
        shown.intro(session, resumed=bool(session.state.turns))
        _Conversation(made, session, answers or Typed(), shown).run()
        shown.outcome(session)


def _prepared(options: ChatOptions) -> Answers | None:
    """Answers from a file or pipe; None where they are typed."""
    if options.typed:
        return None
    name = options.answers or "-"
    return Prepared(read_text(name), name)


def _session(made: Services, options: ChatOptions) -> Session:
    own = made.interviews
    own.store.check_writable()
    fallback = Fallback(options.fallback)
    if options.opened:
        return options.opened(own, fallback)
    if options.resume:
        return own.resume(options.resume, fallback)
    request = options.request
    if options.typed:
        request = _asked_for(made, request)
    return own.begin(own.setup(request), fixed_choice=request.seed is not None, fallback=fallback)


def _asked_for(made: Services, request: InterviewRequest) -> InterviewRequest:
    """The request with round, role and project, as given or typed; meanwhile the pack is indexed."""
    made.resources.silent = True  # a progress bar would draw over what is being typed
    preparing = made.prepare_meanwhile()
    typed = {
        "round": request.round or _choose_round(made.pack),
        "role": request.role or _ask("Your current role, in a line (Enter to skip): "),
        "project": request.project or _ask("One project of yours to talk about, in a line (Enter to skip): "),
    }
    made.resources.silent = False
    preparing.join()
    return request.model_copy(update=typed)


def _choose_round(pack: Pack) -> str:
    rounds = pack.manifest.rounds
    for number, item in enumerate(rounds, start=1):
        print(f"  {number}. {item.name}: {item.blurb}", file=sys.stderr)
    while True:
        reply = _ask(f"Which round (1 to {len(rounds)}, Enter for 1)? ") or "1"
        if reply.isdigit() and 1 <= int(reply) <= len(rounds):
            return rounds[int(reply) - 1].id
        if reply in {item.id for item in rounds}:
            return reply


def _ask(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except (EOFError, KeyboardInterrupt):
        raise BadInput("left before the interview began; nothing was recorded") from None


@dataclass(frozen=True)
class _Conversation:
    """One talk: takes answers and commands, and has what comes of them shown."""

    made: Services
    session: Session
    answers: Answers
    shown: "_Shown"

    def run(self) -> None:
        was_over = self.session.state.ended is not None
        self._show(self.session.advance())
        if self.shown.options.typed:
            self.made.prepare_meanwhile()  # the library opens while the first answer is typed
        while self.session.state.ended is None and not self.session.state.paused:
            text = self.answers.next()
            if text is None:
                self._show(self.session.end(answers_ran_out=True))
            else:
                self._take(text)
        if isinstance(self.answers, Typed) and not was_over:
            self._goodbye(self.answers)

    def _goodbye(self, typed: Typed) -> None:
        """The closing line can be read, and something asked, before the debrief comes."""
        state = self.session.state
        while self.session.state.may_say_farewell:
            self.shown.outside("Something to ask them before you leave? Type it, or press Enter to read the debrief.")
            text = typed.last_word()
            try:
                if not text or command_in(text):
                    return
                self._show(self.session.say_farewell(text))
            except BadInput as error:  # the debrief is still to come
                self.shown.outside(str(error))
        if state.closing:
            self.shown.outside("Press Enter to read the debrief.")
            typed.last_word()

    def _show(self, updates: Iterable[Update]) -> None:
        """Show what happens. Where the model fails, ask whether the embedded engine shall go on; else pause."""
        while True:
            try:
                self.shown.all(updates)
                return
            except ProviderError as error:
                self.shown.cut_short()
                if not goes_on(self.session, error, self.shown.options.typed):
                    raise type(error)(
                        f"{error}. Nothing is lost: go on with 'interviewer chat --resume {self.session.id}', "
                        "and with --fallback the embedded engine steps in"
                    ) from error
                updates = self.session.advance()

    def _take(self, text: str) -> None:
        """An answer, or a command. What can't be taken is told where somebody sits; nothing of it is recorded."""
        try:
            found = command_in(text)
            if found:
                self._command(*found)
            else:
                self.shown.answer(text)
                self._show(self.session.answer(text))
        except BadInput as error:
            if not self.shown.options.typed:
                raise
            self.shown.outside(str(error))

    def _command(self, command: Command, text: str) -> None:
        match command:
            case Command.HINT:
                self._show([self.session.hint()])
            case Command.SKIP:
                self._show(self.session.skip())
            case Command.AMEND:
                self._amend(text)
            case Command.RETRY:
                self._retry()
            case Command.PAUSE | Command.QUIT:
                self._pause()
            case Command.END:
                if self.answers.agrees(end_question(self.session.state)):
                    self._show(self.session.end())
            case Command.HELP:
                self.shown.outside(_HELP)

    def _pause(self) -> None:
        self._show(self.session.settle())
        self.session.pause()

    def _amend(self, text: str) -> None:
        last = self.session.state.last_answered
        if last is None:
            self.shown.outside("There is no answer to amend yet.")
            return
        if not text:
            before = (last.answer or "")[:120]
            self.shown.outside(f"Type your last answer anew (it was: {before!r}). The question after it is taken back.")
            text = self._anew()
        if text:
            self.shown.answer(text)
            self._show(self.session.amend(text))

    def _retry(self) -> None:
        last = self.session.state.last_answered
        if last is None:
            self.shown.outside("There is no answer to try again yet.")
            return
        self.shown.outside(
            f"Answer question {last.number + 1} again; your first answer stands. It was asked: {last.line}"
        )
        if text := self._anew():
            self.shown.answer(text)
            self._show(self.session.retry(last.number, text))

    def _anew(self) -> str:
        """An answer said once more; a command in its place leaves everything as it is.

        Raises:
            BadInput: it looks like a command and is none.
        """
        text = self.answers.next() or ""
        return "" if command_in(text) else text


class _Shown:
    """What the candidate sees: a transcript, or with --json one object at the end."""

    def __init__(self, options: ChatOptions, pack: Pack) -> None:
        self.options = options
        self._pack = pack
        self._console = results()
        self._transcript = None if options.json else Transcript(self._console, pack, echo_answers=not options.typed)

    def intro(self, session: Session, resumed: bool) -> None:
        setup, log = session.state.setup, messages()
        if not resumed:
            log.print(self._pack.manifest.disclaimer, style="dim")
        length = f"{setup.turns} answers" if setup.turns else f"{setup.minutes:g} minutes"
        log.print(
            f"{self._pack.round(setup.round).name} · {length} · engine: {setup.engine} · interview {session.id}",
            style="dim",
        )
        if self.options.typed:
            log.print(f"{_HELP}\n", style="dim")
        if resumed and self._transcript:
            self._transcript.so_far(session.state)

    def all(self, updates: Iterable[Update]) -> None:
        for update in updates:
            if self._transcript:
                self._transcript.show(update)

    def cut_short(self) -> None:
        if self._transcript:
            self._transcript.cut_short()

    def answer(self, text: str) -> None:
        if self._transcript:
            self._transcript.answer(text)

    def outside(self, text: str) -> None:
        if self._transcript:
            self._transcript.outside(text)
        else:
            messages().print(text)

    def outcome(self, session: Session) -> None:
        state = session.state
        if self.options.json:
            printed(interview_record(state, self._pack, session.id), indent=2)
        elif state.debrief:
            self._console.rule("Debrief")
            print_blocks(self._console, debrief_blocks(state, self._pack))
        if state.paused:
            messages().print(f"Paused. Go on with: interviewer chat --resume {session.id}")
        elif state.debrief:
            messages().print(f"\nKept as {session.id}: interviewer sessions show {session.id}", style="dim")
