"""Writing applications: printing a form, applying, reviewing, passing on, asking, ending, making. One verb a function."""
