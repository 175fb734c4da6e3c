"""What a candidate applies with and for: the CV and the job's description, kept, and held against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from interviewer.domain.application import Claim, CurriculumVitae, JobDescription, Judged, Requirement
from interviewer.domain.quoting import shortened
from interviewer.domain.sanitizing import sanitize, sanitize_answer
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.errors import BadInput
from interviewer.preparation.cv import entries_of, is_contact
from interviewer.preparation.job_match import Match, Matcher
from interviewer.preparation.requirements import MOST, expressions, requirements_of
from interviewer.preparation.shelf import Shelf
from interviewer.retrieval.embedder import Embedder
from interviewer.storage.protocol import Papers

_JOB, _CV = "job", "cv"  # one of each is kept
_NO_JOB = "there is no job description yet; give one first"
_MOST_WORDS = 20  # of a requirement that an interviewer quotes


@dataclass(frozen=True)
class Application:
    """One user's application, kept in `papers`."""

    papers: Papers
    embedder: Embedder

    @property
    def _jobs(self) -> Shelf[JobDescription]:
        return Shelf(self.papers, _JOB, JobDescription, _NO_JOB)

    @property
    def _cvs(self) -> Shelf[CurriculumVitae]:
        return Shelf(self.papers, _CV, CurriculumVitae, "there is no CV yet; give one first")

    def job(self) -> JobDescription | None:
        """The job that is applied for.

        Raises:
            StoreError: it can't be read.
        """
        return next(iter(self._jobs.all()), None)

    def cv(self) -> str:
        """The text of the CV; empty where none is kept.

        Raises:
            StoreError: it can't be read.
        """
        return next((kept.text for kept in self._cvs.all()), "")

    def keep_job(self, text: str) -> JobDescription:
        """Keep a job's description in place of any other; what was told, added and left out stays so.

        Raises:
            BadInput: it is too long, or asks for nothing.
            StoreError: it could not be kept.
        """
        description = sanitize(text, "job description")
        found = requirements_of(description)
        if not found:
            raise BadInput("nothing was found that the job asks for; paste the part that lists what you must bring")
        before = self.job()
        if before is None:
            return self._jobs.replace(JobDescription(id=_JOB, text=description, requirements=found))
        return self._jobs.replace(before.with_text(description, found))

    def keep_cv(self, text: str) -> None:
        """Keep a CV in place of any other.

        Raises:
            BadInput: it is too long, or says nothing.
            StoreError: it could not be kept.
        """
        cv = CurriculumVitae(id=_CV, text=sanitize(text, "CV"))
        if not cv.text:
            raise BadInput("there is no text in that CV; paste it, or load a file")
        self._cvs.replace(cv)
        self.keep_judged({})  # what was read of another CV

    def forget(self) -> None:
        """Remove the job's description and the CV for good.

        Raises:
            StoreError: the disk did not take it.
        """
        self._jobs.remove(_JOB)
        self._cvs.remove(_CV)

    def add(self, text: str) -> JobDescription:
        """Add something that the job asks for and that was not found in its text.

        Raises:
            BadInput: there is no job, it says nothing, is there already, or there are too many.
            StoreError: it could not be kept.
        """
        job, revision = self._jobs.find(_JOB)
        asked = " ".join(sanitize_answer(text).split())
        if any(item.text == asked for item in job.requirements):
            raise BadInput("that is on the list already")
        if len(job.requirements) >= MOST:
            raise BadInput(f"the list holds {MOST} requirements already; leave one out first")
        longer = job.model_copy(update={"requirements": (*job.requirements, Requirement(text=asked))})
        return self._jobs.put(longer, revision)

    def tell(self, asked: str, told: str) -> JobDescription:
        """Keep what the candidate says to a requirement, in their own words; nothing takes it back.

        Raises:
            BadInput: there is no such requirement, or it is too long.
            StoreError: it could not be kept.
        """
        job, revision = self._job_that_asks(asked)
        words = sanitize_answer(told) if told.strip() else ""
        return self._jobs.put(job.with_told(asked, words), revision)

    def leave_out(self, asked: str) -> JobDescription:
        """Take a requirement off the list for good.

        Raises:
            BadInput: there is no such requirement.
            StoreError: it could not be kept.
        """
        job, revision = self._job_that_asks(asked)
        return self._jobs.put(job.without(asked), revision)

    def keep_judged(self, by_text: dict[str, Judged]) -> None:
        """Keep a model's readings of the job's requirements, and no earlier ones; nothing happens without a job.

        Raises:
            StoreError: it could not be kept.
        """
        if self._jobs.all():
            job, revision = self._jobs.find(_JOB)
            self._jobs.put(job.judged(by_text), revision)

    def matches(self, others: Sequence[Claim], today: date) -> list[Match]:
        """Each requirement with what the CV and the `others` show of it, in the job's order; none without a job.

        Raises:
            StoreError: it can't be read.
        """
        job = self.job()
        return matched(job.requirements, [*claims_in(self.cv()), *others], self.embedder, today) if job else []

    def _job_that_asks(self, asked: str) -> tuple[JobDescription, int]:
        job, revision = self._jobs.find(_JOB)
        if all(item.text != asked for item in job.requirements):
            raise BadInput("the job does not ask for that any more; load the list again")
        return job, revision


def claims_in(cv: str) -> list[Claim]:
    """Each entry of a CV but its contact data; what speaks to a machine claims nothing."""
    texts = [entry.text for entry in entries_of(cv)]
    return [Claim(text=text, source="CV") for text in texts if not is_contact(text) and not speaks_to_machine(text)]


def matched(
    requirements: Sequence[Requirement], claims: Sequence[Claim], embedder: Embedder, today: date
) -> list[Match]:
    """Each requirement with what the claims show of it."""
    matcher = Matcher(claims, embedder, today)
    return [matcher.match(item) for item in requirements]


def gap_of(matches: Sequence[Match]) -> str | None:
    """The words of the requirement that an interviewer would ask about: the first of those that nothing shows.

    What is asked for comes before what is welcome, what was not found before what is only perhaps there. Degrees,
    languages, years, and where and when one works are no matter of an interview.
    """
    rank = {"not found": 0, "perhaps": 1}
    open_ = [item for item in matches if item.standing in rank and _is_of_work(item)]
    open_.sort(key=lambda item: (not item.requirement.is_must, rank[item.standing]))
    return next(filter(None, (shortened(item.requirement.text, _MOST_WORDS) for item in open_)), None)


def _is_of_work(match: Match) -> bool:
    text = match.requirement.text
    formal = expressions()["formal"].search(text) or expressions()["languages"].search(text)
    return not formal and not speaks_to_machine(text)
