"""Pages of applications: the applicant's own, the town hall's, and what is on its way to the centre."""
