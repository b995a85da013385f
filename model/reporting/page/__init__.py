"""The HTML page: what it is made of, how it is set, the runtime that draws its charts. Needs no solver."""
