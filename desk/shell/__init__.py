"""Layout, error pages and what runs in the browser."""
