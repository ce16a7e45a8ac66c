"""Pages of the counter. One module an errand; `showing` puts a page together, `texts` says refusals in words."""
