"""What is written to the graph, each fact in one place: a single one is a batch of one."""
