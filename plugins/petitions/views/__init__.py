"""Screens of the petitions plugin. Importing this package makes every route known to its blueprint."""

from plugins.petitions.views import custody, intake, lists, petitions, process
from plugins.petitions.views.blueprint import bp

__all__ = ["bp", "custody", "intake", "lists", "petitions", "process"]
