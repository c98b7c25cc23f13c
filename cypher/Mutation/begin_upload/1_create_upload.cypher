// Notes that somebody will bring bytes, and what they say of them.
//
// param    upload, seconds
// returns  expires_at
CREATE (upload:Upload {id: $upload.id, tries: 0, created_at: datetime()})
SET upload.expires_at = upload.created_at + duration({seconds: $seconds}),
    upload.actor = $upload.actor,
    upload.kind = $upload.kind,
    upload.media_type = $upload.media_type,
    upload.size = $upload.size,
    upload.sha256 = $upload.sha256
RETURN toString(upload.expires_at) AS expires_at
