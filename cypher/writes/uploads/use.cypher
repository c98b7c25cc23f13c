// Uses up those of the uploads that can still be used, and returns what they were begun for.
//
// param    upload_ids, actor
// returns  upload_id, kind, media_type, size, sha256
//
// The increment comes first: it takes the lock, so that of many that try at once one succeeds. The
// ids are in ascending order, so that two writes that use the same uploads wait for one another.
UNWIND $upload_ids AS id
MATCH (upload:Upload {id: id})
SET upload.tries = upload.tries + 1
WITH upload
WHERE upload.actor = $actor
  AND upload.used_at IS NULL
  AND upload.expires_at > datetime()
SET upload.used_at = datetime()
RETURN
  upload.id AS upload_id,
  upload.kind AS kind,
  upload.media_type AS media_type,
  upload.size AS size,
  upload.sha256 AS sha256
