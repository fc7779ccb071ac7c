"""What the office side remembers."""

from __future__ import annotations

from django.db import models


class FigureReminder(models.Model):
    """That the administrators were told of a figure that runs out."""

    name = models.CharField(primary_key=True, max_length=120)
    """Where the figure stands: `knowledge/tenancy.yml: deposit.max_months`."""
    until = models.DateField()
    """Last day of its value; with a new value it is told anew."""
    told = models.DateField()

    class Meta:
        db_table = "desk_figure_reminder"

    def __str__(self) -> str:
        return self.name
