// The names of the indexes that can be used, those of constraints included.
//
// returns  name
SHOW INDEXES YIELD name, state
WHERE state = 'ONLINE'
RETURN name
