"""Reads each headline dimension with whichever extractor reads it better. Knows no model: it is given both."""

from collections.abc import Mapping

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import EvidenceKind, Reading
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor


class BlendedExtractor:
    """The embedded reading, with the evidence of some dimensions taken from the model's.

    Args:
        model_reads: the kinds of evidence of each dimension that the model reads.
    """

    def __init__(self, own: Extractor, model: Extractor, model_reads: Mapping[str, frozenset[EvidenceKind]]) -> None:
        self._own = own
        self._model = model
        self._dimensions = tuple(model_reads)
        self._kinds = frozenset[EvidenceKind]().union(*model_reads.values())
        self.id = f"{model.id} for {'+'.join(model_reads)}, else {own.id}"

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The evidence that counts for `exchange`.

        Raises:
            ProviderError: the model failed, and going on with the embedded extractor was not agreed to.
        """
        reading = self._model.extract(exchange, context)
        call = reading.model_call
        if call is None or call.outcome == "failed":  # then it is the embedded extractor's already
            return reading
        own = self._own.extract(exchange, context)
        if own.act is DialogueAct.OTHER_LANGUAGE:  # which the embedded one can't read
            return reading
        if call.outcome == "unscored":
            return own.model_copy(update={"model_call": call.model_copy(update={"outcome": "replaced"})})
        kept = [item for item in own.evidence if item.kind not in self._kinds]
        taken = [item for item in reading.evidence if item.kind in self._kinds]
        mentioned = [item for item in own.references if item.kind not in self._kinds]
        mentioned += [item for item in reading.references if item.kind in self._kinds]
        applicable = own.applicable | {name: reading.applicable.get(name, 0.0) for name in self._dimensions}
        return own.model_copy(
            update={
                "extractor": self.id,
                "evidence": (*kept, *taken),
                "references": tuple(mentioned),
                "applicable": applicable,
                "model_call": call,
            }
        )
