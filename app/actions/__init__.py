"""One module for each thing that changes the graph."""
