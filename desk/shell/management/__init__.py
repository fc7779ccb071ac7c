"""Commands of `desk/manage.py`."""
