"""Other formulations of the same problem, written plainly: yardsticks for the model's time, bounds and answers."""
