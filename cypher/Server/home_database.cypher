// The database that statements go to, whether it is there, and whether it can be written.
//
// returns  name, status, access
SHOW HOME DATABASE YIELD name, currentStatus, access
RETURN name, currentStatus AS status, access
