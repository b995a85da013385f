"""How time, memory and gap grow with the size of an alliance."""
