"""Tools for developers that are no part of a running Drom."""
