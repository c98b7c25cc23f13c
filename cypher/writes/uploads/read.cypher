// Returns what an upload that can still be used was begun for.
//
// param    upload_id, actor
// returns  kind, media_type, size, sha256, expires_at
MATCH (upload:Upload {id: $upload_id})
WHERE upload.actor = $actor
  AND upload.used_at IS NULL
  AND upload.expires_at > datetime()
RETURN
  upload.kind AS kind,
  upload.media_type AS media_type,
  upload.size AS size,
  upload.sha256 AS sha256,
  toString(upload.expires_at) AS expires_at
