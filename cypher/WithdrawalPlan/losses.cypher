// The roles of stories whose primary would be archived.
//
// child   PrimaryLoss
// source  losses_told
// list    child.story.id, child.role
UNWIND $losses_told AS loss
MATCH (story:Story {id: loss.story_id})
MATCH (primary:Artifact {id: loss.primary_id})
OPTIONAL MATCH (replacement:Artifact {id: loss.replacement_id})
WITH {story: story, role: loss.role, primary: primary, replacement: replacement} AS child
