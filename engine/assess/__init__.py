"""How right a map is: scores against a reference, samples of reference points, and estimates of area."""
