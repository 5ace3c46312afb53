"""Petitions for programs: the same queries, services, forms and rights as the screens, split by noun."""

from plugins.petitions.machine import cases, desk, moves, papers, people, petitions, tasks
from plugins.petitions.machine.parts import api

__all__ = ["api", "cases", "desk", "moves", "papers", "people", "petitions", "tasks"]
