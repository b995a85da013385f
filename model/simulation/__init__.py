"""Lives reported postures through as a discrete-event simulation and holds the model's hours against it. Needs no solver."""
