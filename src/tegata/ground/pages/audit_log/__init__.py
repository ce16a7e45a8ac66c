"""The auditor's pages: search the log, take it away as a file, check that no entry was changed."""
