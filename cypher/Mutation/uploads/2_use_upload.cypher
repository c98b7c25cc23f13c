// Uses an upload up, if that can still be done, and tells what it was begun for.
//
// param    upload_id, actor
// returns  kind, media_type, size, sha256
//
// The increment comes first: it takes the lock, so that of many that try at once one succeeds.
MATCH (upload:Upload {id: $upload_id})
SET upload.tries = upload.tries + 1
WITH upload
WHERE upload.actor = $actor
  AND upload.used_at IS NULL
  AND upload.expires_at > datetime()
SET upload.used_at = datetime()
RETURN
  upload.kind AS kind,
  upload.media_type AS media_type,
  upload.size AS size,
  upload.sha256 AS sha256
