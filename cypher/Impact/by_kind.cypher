// Number of descendants of each kind, largest number first.
//
// child  {kind, count}
// list   child.count DESC, child.kind
UNWIND parent.counts AS row
WITH row.kind AS kind, sum(row.count) AS count
WITH {kind: kind, count: count} AS child
