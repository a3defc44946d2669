"""The register (台账): what was submitted, by whom, when, under which standard, and how that came about.

register = create("台账.db")                  # a file is SQLite; postgresql://… is the same register there
number = submissions.submit(register, "张三", flat.of_result(result, standard))
page = lists.page(register, lists.Filter(year=2024, grade="差"), lists.Order("urgency"))
"""

from scoring.register.store import Register
from scoring.register.upgrade import create, opened, upgrade

__all__ = ["Register", "create", "opened", "upgrade"]
