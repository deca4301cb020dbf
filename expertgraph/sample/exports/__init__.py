"""The sample as each system would export it: a module a system, ``files(sample)`` gives name -> bytes."""
