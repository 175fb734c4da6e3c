"""A turn is read in its thread: what it relies on counts, what is withdrawn does not, nothing that was said is lost."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Reference, Span
from interviewer.domain.sanitizing import LONGEST_ANSWER
from interviewer.engines.embedded.clauses import clauses
from interviewer.engines.embedded.encoding import LONGEST_INPUT, best_rows, windows
from interviewer.engines.protocols import Exchange
from interviewer.engines.threads import in_thread, read_thread
from interviewer.rubric.threads import counting, standing, whole

KINDS = ("effect", "decision", "finding", "cost", "constraint")


def piece(turn: int, kind: str = "effect", start: int = 0, probability: float = 1.0) -> Evidence:
    span = Span(turn=turn, start=start, end=start + 4, text="word")
    return Evidence(kind=EvidenceKind(kind), span=span, quantity=Quantity.EXPLICIT, probability=probability)


def reference(item: Evidence, relied: float = 0.0, withdrawn: float = 0.0) -> Reference:
    return Reference(kind=item.kind, span=item.span, relied=relied, withdrawn=withdrawn)


def reading(*own: Evidence, references: tuple[Reference, ...] = ()) -> Reading:
    return Reading(extractor="x", evidence=own, references=references, applicable={"metric_gap": 1.0})


def test_only_what_an_answer_relies_on_counts_for_it() -> None:
    told = (piece(0), piece(0, "decision"))
    counted = counting((piece(1, "cost"),), told, (reference(told[0], relied=0.9), reference(told[1], relied=0.0)))
    assert [(item.kind, item.probability) for item in counted] == [("effect", 0.9), ("cost", 1.0)]


def test_what_is_not_mentioned_is_not_relied_on_and_stands() -> None:
    told = (piece(0),)
    assert counting((), told, ()) == ()
    assert standing([(0, reading(*told)), (1, reading())]) == told


def test_what_was_withdrawn_counts_no_longer_from_that_turn_on() -> None:
    claim = piece(0)
    taken_back = reading(piece(1, "assignment"), references=(reference(claim, relied=1.0, withdrawn=1.0),))
    assert counting((), (claim,), taken_back.references) == ()
    assert [item.kind for item in standing([(0, reading(claim)), (1, taken_back)])] == ["assignment"]
    relied_again = reading(references=(reference(claim, relied=1.0),))
    after = standing([(0, reading(claim)), (1, taken_back), (2, relied_again)])
    assert [item.kind for item in after] == ["assignment"]


evidence_of_a_turn = st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0.05, 1.0)), max_size=4)


@given(st.lists(evidence_of_a_turn, min_size=1, max_size=4), st.data())
def test_a_thread_never_holds_more_than_was_told(turns: list[list[tuple[str, float]]], data: st.DataObject) -> None:
    readings: list[tuple[int, Reading]] = []
    for number, found in enumerate(turns):
        own = [piece(number, kind, 10 * place, round(p, 3)) for place, (kind, p) in enumerate(found)]
        told = standing(readings)
        made = tuple(reference(item, data.draw(st.floats(0.0, 1.0)), data.draw(st.floats(0.0, 1.0))) for item in told)
        counted = counting(own, told, made)
        likely = {(item.kind, item.span): item.probability for item in (*told, *own)}
        assert all(item.probability <= likely[item.kind, item.span] + 1e-9 for item in counted)
        readings.append((number, reading(*counted, references=made)))
        assert {item.span for item in standing(readings)} <= {item.span for item in (*told, *own)}
    assert whole(readings).evidence == standing(readings)


WORDS = st.sampled_from(["late", "parcels", "fell", "because", "we", "cut", "costs,", "and", "9%", "then;", "nobody"])
TALK = st.lists(
    st.tuples(
        st.lists(WORDS, max_size=90).map(" ".join),
        st.lists(WORDS, min_size=1, max_size=700).map(lambda words: " ".join(words) + "."),
    ),
    min_size=1,
    max_size=4,
)


@given(TALK)
def test_every_clause_of_a_thread_stands_in_a_window(thread: list[tuple[str, str]]) -> None:
    read = windows(thread)
    assert all(len(window.ids) <= LONGEST_INPUT for window in read)
    placed = {(place.answer, place.clause) for place in best_rows(read)}
    expected = {(number, clause) for number, (_, answer) in enumerate(thread) for clause in clauses(answer)}
    assert expected <= placed


def test_what_only_the_last_sentence_of_the_longest_answer_says_is_read(shared_services: Services) -> None:
    filler = "It was a grey building by the canal and the coffee came from a machine on the second floor. "
    last = "Late parcels fell from 9% to 6% in the hubs that had my new sort plan, against 9% in the others."
    answer = filler * ((LONGEST_ANSWER - len(last)) // len(filler)) + last
    exchange = Exchange(0, "What came of your work?", answer)
    found = shared_services.resources.extractor.extract(exchange, in_thread("hiring-manager", ()))
    effects = [item.span.text for item in found.evidence if item.kind == "effect" and item.probability >= 0.5]
    assert any("9% to 6%" in text for text in effects)


STORY = Exchange(
    0,
    "Tell me about a result of yours.",
    "I replaced the courier fee with one set per zone every five minutes, and completed orders at peak rose 6.4%.",
)
TAKEN_BACK = Exchange(
    1,
    "How was the 6.4% measured?",
    "To be honest it is the number on the quarterly slide, I never saw how it was made. And the formula was in the "
    "spec of the pricing team, I only ported it.",
)


def test_a_claim_that_is_taken_back_stands_no_longer(shared_services: Services) -> None:
    first, second = read_thread(shared_services.resources.extractor, "hiring-manager", [STORY, TAKEN_BACK])

    def surest(evidence: tuple[Evidence, ...], kind: str) -> float:
        return max((item.probability for item in evidence if item.kind == kind and item.span.turn == 0), default=0.0)

    before, after = standing([(0, first)]), standing([(0, first), (1, second)])
    assert surest(after, "effect") < surest(before, "effect") / 2
    assert surest(after, "decision") < surest(before, "decision")
