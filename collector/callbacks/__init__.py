"""The visitor's side of a call-back: a secret link by which they take another time, or none."""
