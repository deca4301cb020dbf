"""Coverage-guided fuzzing of every parser that is written by hand."""
