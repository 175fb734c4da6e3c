"""The engine that a language model plays. The only room that knows LangChain, openai and tiktoken."""
