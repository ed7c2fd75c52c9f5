"""Questions asked of a store: saved queries, balance, gaps."""
