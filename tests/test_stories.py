"""The story bank: stories in the candidate's own words, what each lacks, what it answers, how it is made shorter."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packs import with_a_mistake
from terminal import interviewer, refused

from interviewer.app import Services
from interviewer.domain.evidence import Reading
from interviewer.domain.stories import Story
from interviewer.errors import BadInput, PackError
from interviewer.interview.request import InterviewRequest
from interviewer.preparation.appraisal import appraise
from interviewer.preparation.cutting import SECONDS
from interviewer.preparation.matching import advice, coverage, fit, kinds_asked
from interviewer.preparation.stories import MOST_STORIES, StoryBank
from interviewer.storage.protocol import Paper

MILK = (
    "I noticed that 6% of milk orders were cancelled, and nobody had asked me to look. The head of logistics refused, "
    "so I took her forty cancelled orders by name and she gave me one city. I moved the cut-off by an hour because the "
    "vans then leave half full; cancellations fell from 6.1% to 3.9% against four cities without it, for about 900 a "
    "month."
)
GIVEN = "I was assigned to the ranking model. AUC went from 0.71 to 0.78 and everyone was happy."
FREEZE = (
    "Three days before the Black Friday freeze my own feature pipeline broke. I cut the two new features, shipped with "
    "yesterday's values and told the head of search on the same evening what we risk. The sale ran, clicks were 2% "
    "under plan, and I apologised to the team because I should have tested the backfill."
)


@pytest.fixture
def bank(services: Services) -> StoryBank:
    return services.interviews.stories


def test_a_story_is_graded_and_what_it_lacks_is_named(bank: StoryBank) -> None:
    milk, given_ = (appraise(bank.write(text), bank.pack) for text in (MILK, GIVEN))
    assert milk.level == 4 and all(part.words in MILK and not part.missing for part in milk.parts)
    assert given_.level is not None and given_.level <= 2
    lacking = [part.name for part in given_.parts if part.missing]
    assert "your own decision" in lacking and "what stood in the way" in lacking
    assert appraise(bank.stories()[0], bank.pack) == milk


def test_each_number_says_where_it_is_from_and_the_candidate_has_the_last_word(bank: StoryBank) -> None:
    story = bank.write(MILK)
    source = {
        number.text: number.source
        for number in appraise(story, bank.pack, cv="Cut cancellations from 6.1% to 3.9%").numbers
    }
    assert (source["6.1%"], source["6%"], source["900"]) == ("cv", "told", "estimated")
    marked = bank.mark(bank.mark(story.id, "900", "told").id, "6.1%", "unconfirmed")
    source = {number.text: number.source for number in appraise(marked, bank.pack, cv="6.1%").numbers}
    assert (source["6.1%"], source["900"]) == ("unconfirmed", "told")
    other = appraise(bank.write("We had at most 3 alarms a night."), bank.pack, cv="Led 3 hospitals")
    assert other.numbers[0].source == "told"
    with pytest.raises(BadInput, match="no number"):
        bank.mark(story.id, "77", "estimated")


def test_the_bank_says_what_is_missing_and_when_one_story_serves_for_everything(bank: StoryBank) -> None:
    assert advice([], bank.pack)[0].startswith("You have 0 of 3")
    told = [appraise(bank.write(text), bank.pack) for text in (MILK, GIVEN)]
    covered = {row.theme.id: [item.story.text for item in row.stories] for row in coverage(told, bank.pack)}
    assert covered["finding"] == covered["obstacle"] == covered["disagreement"] == [MILK]
    assert covered["failure"] == covered["deadline"] == []
    said = advice(told, bank.pack)
    assert any("has to serve for 3 kinds" in sentence for sentence in said)
    assert sum(sentence.startswith("No story yet of") for sentence in said) == 2
    freeze = appraise(bank.write(FREEZE), bank.pack)
    assert {"failure", "deadline"} <= set(freeze.story.kinds)
    assert not any(sentence.startswith("No story yet of") for sentence in advice([*told, freeze], bank.pack))


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("cu-unasked", MILK, "strong"),
        ("cu-unasked", GIVEN, "none"),
        ("cu-failure", FREEZE, "strong"),
        ("cu-failure", MILK, "a stretch"),
        ("What is the hardest deadline that you had to meet?", FREEZE, "strong"),
        ("When did you fix a problem without being asked?", MILK, "strong"),
        ("Tell me about a time you failed.", FREEZE, "strong"),
        ("Tell me about a conflict with a colleague.", MILK, "strong"),
        ("What is the bias-variance tradeoff?", MILK, "none"),
        ("Why do you want to work here?", MILK, "none"),
        ("  ", MILK, "none"),
    ],
)
def test_how_well_a_story_answers_a_question(bank: StoryBank, question: str, text: str, fits: str) -> None:
    asked = [theme.id for theme in kinds_asked(question, bank.pack, bank.embedder)]
    assert fit(appraise(bank.write(text), bank.pack), asked) == fits


SENTENCES = st.lists(st.sampled_from(MILK.split(". ") + FREEZE.split(". ")), min_size=1, max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=SENTENCES, seconds=st.sampled_from(SECONDS))
def test_less_time_means_the_same_sentences_in_the_same_order(
    sentences: list[str], seconds: int, bank: StoryBank
) -> None:
    text = ". ".join(sentences) + "."
    story = Story(id="s", title="t", text=text, reading=Reading(extractor="none"))
    found = bank.cut(story, seconds)
    at = 0
    for part in found.text.split(". "):
        at = text.index(part, at) + len(part)
    assert found.over or found.seconds <= seconds + 1
    if appraise(story, bank.pack).seconds < seconds:
        assert found.left_out == 0


def test_a_number_that_cannot_be_confirmed_is_cut_first_and_the_result_last(bank: StoryBank) -> None:
    story = bank.write(f"{MILK} It saves us some 420 thousand euros a year, they say.")
    assert "420 thousand" not in bank.cut(bank.mark(story.id, "420 thousand euros", "unconfirmed"), 60).text
    short = bank.cut(story, 20)
    assert "6.1% to 3.9%" in short.text and short.left_out


def test_the_candidate_may_take_back_what_kinds_they_said(bank: StoryBank) -> None:
    story = bank.write(MILK)
    assert bank.is_of(story.id, ["failure"]).kinds == ("failure",)
    assert bank.change(story.id, FREEZE).kinds == ("failure",)
    assert bank.is_of(story.id, []).kinds == ()
    assert bank.as_its_words_show(story.id).kinds == bank.write(FREEZE + " So it was.").kinds
    with pytest.raises(BadInput, match="known are: finding"):
        bank.is_of(story.id, ["nonsense"])


def test_what_carries_the_story_is_left_out_last(bank: StoryBank) -> None:
    padded = f"{FREEZE} The weather was cold. We ordered pizza. The office was loud. Somebody had brought a dog."
    found = bank.cut(bank.write(padded), 30)
    assert "I cut the two new features" in found.text and "dog" not in found.text and found.left_out >= 2


def test_a_story_is_kept_out_of_an_interview_with_its_question(services: Services) -> None:
    session = services.interviews.begin(
        services.setup(InterviewRequest(round="culture", turns=4, seed=7)), fixed_choice=True
    )
    list(session.advance())
    for text in (MILK, "It cost us two evenings, and the drivers agreed.", FREEZE):
        list(session.answer(text))
    bank, state = services.interviews.stories, session.state
    thread = state.threads[0]
    story = bank.keep(state, session.id, thread.turns[-1 if thread.turns[-1].answer else -2].number)
    assert story.text.startswith(MILK) and story.question == thread.turns[0].line and story.interview == session.id
    for wrong in (99, state.turns[-1].number):
        with pytest.raises(BadInput):
            bank.keep(state, session.id, wrong)
    with pytest.raises(BadInput, match="already"):
        bank.keep(state, session.id, thread.turns[-1 if thread.turns[-1].answer else -2].number)


def test_what_does_not_fit_is_refused_and_nothing_is_lost(bank: StoryBank) -> None:
    story = bank.write(MILK, "Milk")
    for wrong in (
        lambda: bank.write(MILK),
        lambda: bank.write(" \n "),
        lambda: bank.write("x" * 200_000),
        lambda: bank.change("nobody", GIVEN),
        lambda: bank.change(story.id, ""),
    ):
        with pytest.raises(BadInput):
            wrong()
    assert bank.stories() == [story]
    assert bank.change(story.id, FREEZE).title == "Milk" and bank.stories()[0].text == FREEZE
    for number in range(MOST_STORIES - 1):
        bank.write(f"Story number {number}.")
    with pytest.raises(BadInput, match="holds 30"):
        bank.write(MILK)


def test_a_change_of_what_was_changed_elsewhere_meanwhile_is_refused(bank: StoryBank) -> None:
    story = bank.write(MILK)
    _, seen = bank.find(story.id)
    bank.change(story.id, FREEZE)
    with pytest.raises(BadInput, match="another window"):
        bank.change(story.id, GIVEN, revision=seen)
    assert bank.stories()[0].text == FREEZE


def test_a_story_that_cannot_be_read_bars_no_other_and_can_be_removed(bank: StoryBank) -> None:
    bank.papers.put("story", Paper("old", 0, b'{"id": "old", "moral": "none"}'))
    story = bank.write(MILK)
    assert bank.stories() == [story] and len(bank.papers.all("story")) == 2
    bank.remove("old")
    assert [paper.id for paper in bank.papers.all("story")] == [story.id]


def test_nobody_sees_anothers_stories(services: Services) -> None:
    services.interviews_of("a" * 16).stories.write(MILK)
    assert services.interviews_of("b" * 16).stories.stories() == services.interviews.stories.stories() == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [('"cu-unasked", ', '"cu-unasked", "cu-nowhere", ', "cu-nowhere"), ('["obstacle"]', '["obstakel"]', "obstakel")],
)
def test_a_pack_whose_stories_name_what_is_not_there_says_where(
    services: Services, tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(PackError, match=rf"stories\.toml: '{told}' does not exist"):
        with_a_mistake(services.settings.pack, tmp_path / "pack", "stories.toml", before, after)


def test_the_terminal_keeps_shows_cuts_matches_and_drills(tmp_path: Path) -> None:
    def run(*arguments: str, typed: str = "") -> str:
        done = interviewer(tmp_path, "stories", *arguments, typed=typed)
        assert done.returncode == 0, done
        return done.stdout + done.stderr

    run("add", "--title", "Milk", typed=MILK)
    run("add", typed=GIVEN)
    first, second = map(json.loads, run("list", "--json").splitlines())
    assert (first["title"], first["level"], first["text"]) == ("Milk", 4, MILK) and second["level"] <= 2
    assert "strong: 1. Milk" in run("fit", "When did you fix a problem without being asked?")
    assert "6.1% to 3.9%" in run("cut", "1", "--seconds", "20")
    drilled = run("drill", "--answers", "-", "--seed", "3", "--rounds", "2", typed="1\n9\n0\n")
    assert "from 0 to 2" in drilled and "of 2." in drilled
    assert "of 1." in run("drill", "--answers", "-", "--seed", "3", typed="1\n/stop\n")
    assert "900: can't be confirmed" in run("mark", "1", "900", "unconfirmed")
    run("remove", "1")
    assert "Milk" not in run("list")
    for wrong in (["show", "9"], ["mark", "1", "0.71", "nonsense"], ["keep", "nobody", "1"], ["add", "--text", "none"]):
        refused(tmp_path, "stories", *wrong)


def test_a_story_with_every_part_below_the_top_says_what_would_lift_it(bank: StoryBank) -> None:
    story = bank.write(
        "At the depot vans were late. I decided to move the pickups. My lead was against it, so I showed her forty "
        "parcels. Late parcels fell from 9% to 6%.",
        "Gates",
    )
    told = appraise(story, bank.pack)
    assert told.level == 3 and not any(part.missing for part in told.parts)
    assert told.next_step == "How did it come up? Begin one step earlier."
    assert appraise(bank.write(MILK, "Milk"), bank.pack).next_step == ""  # at the top
    assert appraise(bank.write(GIVEN, "Given"), bank.pack).next_step == ""  # its missing parts say more
