"""What browsers are shown: the explorer, GraphiQL, and the files that pages are made with."""
