// The relations between the returned artifacts, and between them and the artifact whose lineage this is, that match `relationTypes` and `asOf`. Empty if `through` does not include RELATIONS.
//
// child  ArtifactRelation
// list   child.key, type(child)
//
// They are followed the way that the lineage went, so that no more is read than it reached.
WITH parent, [parent.origin] + [row IN parent.artifacts | row.artifact] AS members
CALL (parent, members) {
  WITH members
  WHERE parent.direction <> 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)-[child:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->(other)
  WHERE other IN members
  RETURN child
  UNION ALL
  WITH members
  WHERE parent.direction = 'descendants'
  UNWIND members AS artifact
  MATCH (artifact)<-[child:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]-(other)
  WHERE other IN members
  RETURN child
}
WITH child
WHERE (parent.through IS NULL OR 'relations' IN parent.through)
AND (parent.relation_types IS NULL OR type(child) IN parent.relation_types)
AND (parent.as_of IS NULL OR child.created_at <= parent.as_of)
