"""Has answers assessed: at once, or in a worker while the candidate types. Knows no log; the session records."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future

from interviewer.assessment.critic import Critic
from interviewer.domain.assessment import Assessment
from interviewer.domain.evidence import Reading
from interviewer.engines.protocols import Exchange, ExtractionContext


class Assessor:
    """Assessments under way, by the number of their turn. Without an executor each is made when it is begun."""

    def __init__(self, critic: Critic, executor: Executor | None = None) -> None:
        self._critic = critic
        self._executor = executor
        self._under_way: dict[int, Future[Assessment]] = {}

    def begin(
        self, number: int, reading: Reading, exchange: Exchange, context: ExtractionContext, unit: str | None
    ) -> None:
        """Assess the answer of that turn, unless that is under way. A reading by the critics' own extractor is used."""
        if number in self._under_way:
            return
        known = reading.extractor == self._critic.extractor.id
        if self._executor is None:
            future: Future[Assessment] = Future()
            future.set_result(self._assess(reading if known else None, exchange, context, unit))
        else:
            future = self._executor.submit(self._assess, reading if known else None, exchange, context, unit)
        self._under_way[number] = future

    def forget(self, number: int) -> None:
        """The answer was amended: what comes of the old one is of no interest."""
        self._under_way.pop(number, None)

    def done(self, wait: bool) -> Iterator[tuple[int, Assessment]]:
        """Turn and assessment of all that are finished, or of all.

        Raises:
            ProviderError: a model failed; that turn is free to be begun anew.
        """
        for number, future in list(self._under_way.items()):
            if wait or future.done():
                del self._under_way[number]
                yield number, future.result()

    def _assess(
        self, reading: Reading | None, exchange: Exchange, context: ExtractionContext, unit: str | None
    ) -> Assessment:
        if reading is None:
            return self._critic.assess(exchange, context, unit)
        return self._critic.assess_reading(reading, exchange, context, unit)
