"""Companies, the people who work in them, and the one-use links that let people in."""
