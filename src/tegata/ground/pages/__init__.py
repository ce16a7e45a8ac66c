"""The UI kit: what every page of the offices is made of. docs/pages.md tells how to write one."""
