"""The command line: verbs over the rooms."""
