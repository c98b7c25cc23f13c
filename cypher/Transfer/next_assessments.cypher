// The next ids of assessments, in their order.
//
// param    after, count
// returns  after, id
MATCH (assessment:Assessment)
WHERE assessment.id > $after
RETURN assessment.id AS after, assessment.id AS id
ORDER BY after
LIMIT $count
