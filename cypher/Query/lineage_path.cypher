// The paths from an artifact to one of its ancestors, or null when one of the two does not exist.
//
// child  {paths, exhaustive}
// walk   routes
//
// One more is looked for than is shown, to see whether there are more. All routes of the least
// length are found one by one, as they are taken. Of all routes, 101 are looked for and no more.
MATCH (older:Artifact {id: $to})
CALL (older) {
  MATCH (newer:Artifact {id: $from_})
  RETURN newer
}
OPTIONAL CALL (newer, older) {
  WITH newer, older
  WHERE $mode = 'all'
  MATCH path = SHORTEST 101 (newer)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->+(older)
  RETURN path
  UNION ALL
  WITH newer, older
  WHERE $mode <> 'all'
  MATCH path = ALL SHORTEST (newer)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM]->+(older)
  RETURN path
  LIMIT toInteger(CASE $mode WHEN 'shortest' THEN 2 ELSE $limit + 1 END)
}
WITH path
ORDER BY length(path), [relation IN relationships(path) | [relation.key, type(relation)]]
WITH collect(relationships(path)) AS found, CASE $mode WHEN 'shortest' THEN 1 ELSE $limit END AS most
WITH {paths: found[..most], exhaustive: size(found) <= most} AS child
