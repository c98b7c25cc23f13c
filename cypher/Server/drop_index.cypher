// Drops an index.
//
// param  name
DROP INDEX $name IF EXISTS
