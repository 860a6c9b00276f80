"""The demo: a fictional shop on an origin of its own, and some weeks of fictional history."""
