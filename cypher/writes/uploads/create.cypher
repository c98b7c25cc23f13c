// Creates uploads, each with what it is for.
//
// param    uploads, seconds
// returns  upload_id, expires_at
UNWIND $uploads AS intent
CREATE (upload:Upload {id: intent.id, tries: 0, created_at: datetime()})
SET upload.expires_at = upload.created_at + duration({seconds: $seconds}),
    upload.actor = intent.actor,
    upload.kind = intent.kind,
    upload.media_type = intent.media_type,
    upload.size = intent.size,
    upload.sha256 = intent.sha256
RETURN upload.id AS upload_id, toString(upload.expires_at) AS expires_at
