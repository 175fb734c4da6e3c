"""Sixteen stubbed servers on loopback, each with the manners of one that people really have. None of them is real.

Each mimics what that server's documentation, or a public report of a bug, says of it; the model behind them is a few
lines that repeat the wording a prompt gives. `python -m evals.reports.servers` plays an interview against each.
"""

import html
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from chat_server import Body, Reply, Server, prompt_of, refusal, serving

_THOUGHTS = "The candidate spoke of orders. I shall keep to the wording, and ask once. "
_FOUND = re.compile(r"I noticed that [^.\n]{5,80}")


def asked(body: Body) -> str:
    """What kind of structured reply the request wants; empty for a line."""
    if body.get("tools"):
        return "tools"
    return (body.get("response_format") or {}).get("type", "")


def data_of(prompt: str, name: str) -> str:
    found = re.search(rf'<data name="{name}">\n(.*?)\n</data>', prompt, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def shows_form(body: Body) -> bool:
    """Whether the prompt itself holds the schema, so that a model can write the form with no help of its server."""
    return '"properties"' in prompt_of(body)


def thinks(body: Body) -> str:
    """The model: the line that the prompt words, or the value that it asks for."""
    prompt = prompt_of(body)
    if "You play " in prompt:
        return line_of(prompt)
    if "You check what an interviewer" in prompt:
        return "No."
    if "You coach a candidate" in prompt:
        return json.dumps({"advice": advice_in(prompt), "order": re.findall(r"^([SB]\d+):", prompt, re.MULTILINE)})
    quote = _FOUND.search(data_of(prompt, "answer") or prompt)
    return reading(quote[0] if quote else "")


def line_of(prompt: str) -> str:
    """The header for the first move that is offered, and that move as the prompt words it."""
    found = re.search(r"m1: .*?Plainly: (.*)", data_of(prompt, "moves"))
    return f'{{"move": "m1", "tell": [], "quote": ""}}\n{found[1] if found else ""}'


def advice_in(prompt: str) -> list[Body]:
    """For each finding what it says in substance."""
    told = re.split(r"(?m)^Finding ", html.unescape(prompt))[1:]
    substance = re.compile(r"(?s)(\d+).*?\nWhy, in substance: ([^\n]*)\nWhat next, in substance: ([^\n]*)")
    found = [match.groups() for part in told if (match := substance.match(part))]
    return [{"finding": int(number), "fits": True, "why": why, "next_step": after} for number, why, after in found]


def reading(quote: str) -> str:
    about = {"certainty": "sure", "actor": "candidate", "stance": "done", "quantity": "none", "about": "own_work"}
    links = [{"quote": quote, "kind": "finding", **about}] if quote else []
    told = {"act": "answered", "language": "en", "about_measures": True, "about_ownership": True}
    return json.dumps({"evidence": links, "earlier": [], **told})


def speaks_freely(body: Body) -> str:
    """A model whose form nobody enforces: JSON in a fence where it was shown the form, else a list in prose."""
    if "You play " in prompt_of(body) or "You check what" in prompt_of(body):
        return thinks(body)
    if shows_form(body):
        return f"Here is the result you asked for:\n```json\n{thinks(body)}\n```\nLet me know if you need more."
    return "Here is what I found:\n- a finding, in the first sentence\n- an effect, in the last"


def obliges(body: Body) -> Reply:
    """What a server that keeps to the protocol answers."""
    if asked(body) == "tools":
        return Reply(tool=thinks(body), finish="tool_calls")
    if asked(body) == "json_object" and not shows_form(body):
        return Reply('{"result": "one finding, one effect"}')
    return Reply(thinks(body))


def cap_of(body: Body) -> int:
    return int(body.get("max_completion_tokens") or body.get("max_tokens") or 10**9)


def plain(_server: Server, body: Body) -> Reply:
    """OpenAI's own, with a model that does not reason."""
    return obliges(body)


def reasoner(_server: Server, body: Body) -> Reply:
    """OpenAI's reasoning models: `max_tokens` and a temperature are refused, thoughts are hidden and count."""
    if "max_tokens" in body:
        said = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        return refusal(400, said, param="max_tokens", code="unsupported_parameter")
    if body.get("temperature", 1) != 1:
        said = "Unsupported value: 'temperature' does not support {} with this model. Only the default (1) is."
        return refusal(400, said.format(body["temperature"]), param="temperature", code="unsupported_value")
    thought = 1_500
    if cap_of(body) < thought + 100:
        return Reply("", finish="length", thought=cap_of(body))
    reply = obliges(body)
    return Reply(reply.content, tool=reply.tool, finish=reply.finish, thought=thought)


def tagged(_server: Server, body: Body) -> Reply:
    """Ollama or vLLM without a parser of reasoning (Qwen3, DeepSeek R1): thoughts in tags before the content.

    A grammar begins where the thoughts end, so structured replies have them too.
    """
    return Reply(f"<think>\n{_THOUGHTS * 4}\n</think>\n\n{thinks(body)}")


def half_tagged(_server: Server, body: Body) -> Reply:
    """A template that begins the thoughts itself (DeepSeek R1, Qwen3 Thinking on vLLM): only the end comes back."""
    return Reply(f"{_THOUGHTS * 4}\n</think>\n\n{thinks(body)}")


def apart(_server: Server, body: Body) -> Reply:
    """DeepSeek, or vLLM with a parser: thoughts in `reasoning_content`, first with empty content, and they count.

    DeepSeek refuses a JSON schema ("This response_format type is unavailable now"), as public issues tell.
    """
    if asked(body) == "json_schema":
        return refusal(400, "This response_format type is unavailable now", code="invalid_request_error")
    if cap_of(body) < 700:
        return Reply("", reasoning=_THOUGHTS * 20, finish="length", thought=cap_of(body))
    reply = obliges(body)
    return Reply(reply.content, _THOUGHTS * 20, reply.tool, reply.finish, thought=500)


def no_schema(_server: Server, body: Body) -> Reply:
    """A gateway whose model knows no JSON schema; tools work."""
    if asked(body) == "json_schema":
        said = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
        return refusal(400, said, param="response_format")
    return obliges(body)


def json_mode_only(_server: Server, body: Body) -> Reply:
    """An older server: no schema, no tools; JSON mode, which wants the word JSON in the prompt, as OpenAI's did."""
    if asked(body) in ("json_schema", "tools"):
        return refusal(400, f"{asked(body)} is not supported by this model")
    if asked(body) == "json_object" and "json" not in prompt_of(body).lower():
        said = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        return refusal(400, said, param="messages")
    return obliges(body)


def ignores_format(_server: Server, body: Body) -> Reply:
    """A proxy that drops what it does not know: no word of it, and the model writes as it likes."""
    return Reply(speaks_freely(body))


def no_finish(_server: Server, body: Body) -> Reply:
    """A gateway whose streams never say `finish_reason` and end with [DONE]."""
    reply = obliges(body)
    return Reply(reply.content, tool=reply.tool, finish=None)


def no_stream_options(_server: Server, body: Body) -> Reply:
    """Mistral's kind of strictness, and older gateways': 422 for each field that they don't know."""
    unknown = [name for name in ("stream_options", "max_completion_tokens") if name in body]
    if unknown:
        told = [
            {"type": "extra_forbidden", "loc": ["body", n], "msg": "Extra inputs are not permitted"} for n in unknown
        ]
        return Reply(status=422, raw=json.dumps({"detail": told}))
    return obliges(body)


def wants_no_thinking(_server: Server, body: Body) -> Reply:
    """Qwen3 at Model Studio: `enable_thinking` must be false where nothing is streamed; no schema while it thinks."""
    if not body.get("stream") and body.get("enable_thinking") is not False:
        said = "parameter.enable_thinking must be set to false for non-streaming calls"
        return refusal(400, said, code="invalid_parameter_error")
    reply = obliges(body)
    thought = body.get("enable_thinking") is not False
    return Reply(reply.content, _THOUGHTS if thought else "", reply.tool, reply.finish, thought=100 * thought)


def hoists(_server: Server, body: Body) -> Reply:
    """Anthropic's compatible endpoint: `response_format` and `strict` are ignored, tools work, a seed is refused."""
    if "seed" in body:
        return refusal(400, "seed: Extra inputs are not permitted")
    roles = [message["role"] for message in body["messages"]]
    if "system" in roles[1:]:
        return refusal(400, "system: only one system message is supported, at the beginning")
    return obliges(body) if asked(body) == "tools" else Reply(speaks_freely(body))


def picky_schema(_server: Server, body: Body) -> Reply:
    """Google's compatible endpoint: keywords of a schema that it does not know are refused one and all, by name."""
    sent = json.dumps(body.get("response_format") or body.get("tools") or "")
    unknown = [name for name in ("additionalProperties", "$ref", "$defs", "strict") if f'"{name}"' in sent]
    if unknown:
        where = "'generation_config.response_schema'"
        told = [
            f'Invalid JSON payload received. Unknown name "{name}" at {where}: Cannot find field.' for name in unknown
        ]
        error = {"code": 400, "message": "\n".join(told), "status": "INVALID_ARGUMENT"}
        return Reply(status=400, raw=json.dumps([{"error": error}]))
    return obliges(body)


def filters_once(server: Server, body: Body) -> Reply:
    """Azure OpenAI: a path for each deployment, a version in the query, and a content filter that errs now and then."""
    if len(server.requests) == 3:
        said = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
        return refusal(400, said, code="content_filter", param="prompt")
    return obliges(body)


def small_machine(server: Server, body: Body) -> Reply:
    """llama.cpp and LM Studio: no grammar for `maxItems`; once an error inside a 200, once a line that is cut."""
    if server.first():
        raw = json.dumps({"error": {"message": "The model has crashed without additional information.", "code": 500}})
        return Reply(raw=raw)
    if "maxItems" in json.dumps(body.get("response_format") or body.get("tools") or ""):
        return refusal(400, "Failed to initialize samplers: failed to parse grammar")
    reply = obliges(body)
    if len(server.requests) == 2:
        return Reply(" ".join(reply.content.split()[:5]), finish="length")
    return reply


def _servers() -> list[Server]:
    azure = "/openai/deployments/stub-model"
    return [
        Server("OpenAI, plain", plain),
        Server("OpenAI, reasoning", reasoner),
        Server("<think> in the content", tagged),
        Server("a lone </think>", half_tagged),
        Server("reasoning_content (DeepSeek)", apart),
        Server("no json_schema", no_schema),
        Server("JSON mode only", json_mode_only),
        Server("response_format ignored", ignores_format),
        Server("no finish_reason", no_finish),
        Server("strict fields (Mistral)", no_stream_options),
        Server("enable_thinking (Qwen)", wants_no_thinking),
        Server("Anthropic, compatible", hoists),
        Server("Gemini, compatible", picky_schema, path="/v1beta/openai"),
        Server("Azure OpenAI", filters_once, path=azure, query="api-version=2024-10-21"),
        Server("llama.cpp, LM Studio", small_machine),
        Server("down", plain),
    ]


SERVERS = [server.name for server in _servers()]


@contextmanager
def started(name: str) -> Iterator[Server]:
    """The server of that name, fresh; the one that is down has an address at which nobody listens."""
    server = next(item for item in _servers() if item.name == name)
    if name != "down":
        with serving(server):
            yield server
        return
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server.url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    yield server
