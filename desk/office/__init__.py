"""The centre's own side: opening hours, statistics, daily work."""
