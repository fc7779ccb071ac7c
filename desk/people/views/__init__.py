"""Pages of log-in, accounts, team and installation."""
