"""LangChain's model of an OpenAI-compatible chat, held to what we send, and made to keep what a model thought.

LangChain renames, adds and drops fields by the model's name, and loses `reasoning_content`. Here a request holds the
messages and our fields and no more.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openai
from langchain_core.language_models import LanguageModelInput
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from langsmith import tracing_context

from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.wire import Bounds, client, no_client

THOUGHTS = "thoughts"  # where a message keeps them, among LangChain's additional_kwargs
_NAMES = ("reasoning_content", "reasoning")  # DeepSeek's and vLLM's; OpenRouter's and newer servers'
_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")  # LangChain refuses to work where one of them is set

warnings.filterwarnings(
    "ignore", "This model does not support OpenAI's structured", module="langchain_openai"
)  # we see


class ChatModel(ChatOpenAI):
    """One request's model: `extra_body` is all that is sent besides the messages."""

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        kept = {name: payload[name] for name in ("model", "messages", "stream") if name in payload}
        return kept | {"extra_body": self.extra_body}

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices")
        thought = _thought(choices[0].get("delta") or {}) if choices else ""
        if made and thought:
            made.message.additional_kwargs[THOUGHTS] = thought
        return made

    def _create_chat_result(
        self, response: dict[str, Any] | openai.BaseModel, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        result = super()._create_chat_result(response, generation_info)
        whole = response if isinstance(response, dict) else response.model_dump()
        thought = _thought(whole["choices"][0]["message"])
        if thought:
            result.generations[0].message.additional_kwargs[THOUGHTS] = thought
        return result


@contextmanager
def chat_model(endpoint: Endpoint, bounds: Bounds, fields: dict[str, Any]) -> Iterator[ChatModel]:
    """The model on a line of its own. Whatever the environment says, nothing is traced, or told to anybody else."""
    for name in _OLD_TRACING:
        os.environ.pop(name, None)
    with tracing_context(enabled=False), client(endpoint, bounds) as http:
        yield ChatModel(
            model=endpoint.model,
            api_key="goes along below, on the wire",
            base_url=endpoint.url,
            openai_proxy=None,
            http_client=http,
            http_async_client=no_client(),
            timeout=endpoint.timeout,
            max_retries=0,
            stream_usage=False,
            use_responses_api=False,
            extra_body=fields,
        )


def _thought(message: dict[str, Any]) -> str:
    return next((str(message[name]) for name in _NAMES if message.get(name)), "")
