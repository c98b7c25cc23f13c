// The artifact that would become the primary instead: of the other artifacts that are linked in the role and not archived by the withdrawal, the most recently linked PUBLISHED one, otherwise the most recently linked CANDIDATE. Null when there is none, so that the role is left without a primary.
//
// child  Artifact
WITH parent.replacement AS child
