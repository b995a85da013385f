"""One posture for many futures: what cannot wait is decided once, routes and utilisation bands adapt to each future.

`futures` says what is asked, `whole_matrix` puts the models of all futures together over one design, `aims` adds what is minimised,
`solve` searches with the means of an ordinary run: bounds, fixing and cuts are those of `docs/proofs.md`.
"""
