// Number of descendants in each state, largest number first.
//
// child  {state, count}
// list   child.count DESC, child.state
UNWIND parent.counts AS row
WITH row.state AS state, sum(row.count) AS count
WITH {state: state, count: count} AS child
