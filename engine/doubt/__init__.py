"""From confidence or entropy to the places worth looking at."""
