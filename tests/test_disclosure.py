"""The notice before the first word: what it names is what goes over the wire, role by role, neither more nor less."""

import json
from collections.abc import Callable, Iterator

import pytest
from llm_stub import Stub, found, serving

from interviewer.app import Services
from interviewer.domain.setup import EngineRequest, EngineSelection
from interviewer.engines.llm.disclosure import PROMPTS_OF, sent
from interviewer.engines.llm.prompts import load_prompt, prompt_ids
from interviewer.interview.request import InterviewRequest
from interviewer.settings import Settings

ANSWER = "I noticed zebrafinch parcels waiting, chose rules over the model, and delays fell from 48 to 30 hours."
CANARIES = {
    "your answers": "zebrafinch",
    "your CV": "quokkaledger",
    "your project": "narwhalindex",
    "your role": "axolotlwarden",
}
ROLES = [role for role in PROMPTS_OF if role != "job reader"]  # of a talk
COACHED = json.dumps({"advice": [], "order": ["S0"]})


@pytest.fixture
def stub() -> Iterator[Stub]:
    def value(request: dict[str, object]) -> str:
        asked = json.dumps(request)
        return COACHED if "Coached" in asked else found(("finding", "I noticed zebrafinch parcels waiting"))

    with serving(Stub(value=value)) as made:
        yield made


def _played(services: Services, stub: Stub, role: str) -> str:
    """All that was sent in a whole interview in which the model plays one role."""
    settings = services.settings.model_copy(
        update={"key": "sk-secret", "base_url": stub.url, "model": "stub-model", "timeout": 20.0}
    )
    made = Services(Settings(**settings.model_dump()), resources=services.resources)
    engine = EngineRequest(**{"engine": "embedded", role: "llm"})
    cv = f"- {CANARIES['your CV']}: cut returns from 9% to 6% by choosing rules over a model for two teams"
    for papers in ({"project": CANARIES["your project"]}, {"cv": cv}):
        request = InterviewRequest(round="hiring-manager", turns=3, seed=2, role=CANARIES["your role"], engine=engine)
        session = made.interviews.begin(made.setup(request.model_copy(update=papers)), fixed_choice=True)
        list(session.advance())
        while session.state.open_turn is not None:
            list(session.answer(ANSWER))
        list(session.end())
    made.close()
    return json.dumps(stub.requests, ensure_ascii=False)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_announced_is_what_is_sent(services: Services, stub: Stub, role: str) -> None:
    over_the_wire = _played(services, stub, role)
    assert stub.requests
    told = " ".join(sent([role]))
    for what, canary in CANARIES.items():
        named = what in told or what.replace("your", "lines of your") in told
        assert (canary in over_the_wire) == named, f"{what} of the {role}"


def test_every_prompt_belongs_to_a_role_and_every_variable_is_accounted_for() -> None:
    assert sorted(prompt for prompts in PROMPTS_OF.values() for prompt in prompts) == list(prompt_ids())
    assert set(EngineSelection.model_fields) >= set(ROLES)
    for role in PROMPTS_OF:
        assert sent([role])
    for prompt in prompt_ids():
        assert load_prompt(prompt).variables


def test_a_server_on_this_machine_is_announced_as_one_that_may_pass_it_on(services: Services) -> None:
    make: Callable[..., Services] = lambda url: Services(  # noqa: E731
        Settings(home=services.settings.home, key="k", base_url=url), resources=services.resources
    )
    local = make("http://127.0.0.1:9/v1")
    told = str(local.notice(local.select_engines(EngineRequest(engine="llm"))))
    assert "on this machine" in told and "up to that server" in told and "your CV" in told
    remote = make("https://llm.example.com/v1")
    told = str(remote.notice(remote.select_engines(EngineRequest())))
    assert "https://llm.example.com/v1" in told and "Your answers" in told and "your role" in told


def test_fields_that_the_user_adds_are_named_and_their_values_are_not(services: Services) -> None:
    extra = {"user": "sk-a-secret-value", "top_k": 5}
    settings = Settings(home=services.settings.home, key="k", base_url="https://llm.example.com/v1", extra_body=extra)
    made = Services(settings, resources=services.resources)
    told = str(made.notice(made.select_engines(EngineRequest())))
    assert "Each request also carries top_k and user of INTERVIEWER_EXTRA_BODY." in told
    assert "sk-a-secret" not in told
