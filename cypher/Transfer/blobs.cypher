// Those of the digests whose bytes the store has already, and where.
//
// param    digests
// returns  sha256, size, key
UNWIND $digests AS sha256
MATCH (blob:Blob {sha256: sha256})
RETURN sha256, blob.size AS size, blob.key AS key
