"""The engine that ships inside: no key, no server, no network. It reads, speaks and coaches for real."""
