"""The proof that nothing is lost: hostile files, orders, generated inputs, kills.  CI runs a small dose."""
