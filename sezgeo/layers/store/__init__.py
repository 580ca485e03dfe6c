"""The store of versions on disk: snapshots, journal, hash chain, lock."""
