// The new assessment.
//
// child   Assessment
// source  assessment_id
MATCH (child:Assessment {id: $assessment_id})
