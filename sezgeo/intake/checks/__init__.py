"""
Checks of a delivered table: what is wrong, and what can be repaired.

Each is a function `check` of a draft and its context (see `intake.draft`), and none calls another;
`receive.CHECKS` is their order. `confirmations` alone is asked later, by `compare`.
"""
