"""Pages of the statistics, open to everybody: the dashboard, what its charts draw, and the same figures as CSV."""

from tegata.services.statistics.views.charts import charts
from tegata.services.statistics.views.dashboard import dashboard
from tegata.services.statistics.views.download import download

__all__ = ["charts", "dashboard", "download"]
