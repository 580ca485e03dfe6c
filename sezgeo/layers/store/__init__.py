"""
Every version of every layer, kept for good: snapshots, a journal and its hash chain.

Begin with `store`; `backend` says what it asks of a place, `folder` is that place on a disk, and
`atomic_files` is how a file is written there.
"""
