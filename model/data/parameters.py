"""The parameters that an instance gives, and what they mean."""

from __future__ import annotations

# Parameter names an instance must give, with what they mean.
PARAMETERS = {
    "referral_probability": "probability, per grade step, that the junior of two approvers refers the matter upward",
    "relay_hours": "staff effort of an HQ that receives a request and does not approve it, at tempo 1 (officer-h)",
    "command_handling_hours": "message handling of one hop in the command chain, at tempo 1 (h)",
    "service_cv": "coefficient of variation of service times",
}

# Parameters that an instance may leave out, with what they mean and what holds then.
OPTIONAL_PARAMETERS = {
    "duty_bound_share": "share of the work at an HQ that goes on in its duty hours only; the rest of it goes on round the clock",
}
DEFAULTS = {"duty_bound_share": 0.0}

# Parameters that only a plan of several phases needs.
PHASE_PARAMETERS = {
    "transition_loss": "share of a desk's capacity that it loses in a phase in which one of its HQs takes over an authority",
}
