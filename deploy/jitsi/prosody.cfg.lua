-- The parts of Prosody's configuration on which Liaison depends. Everything else stays as your Jitsi came with it.

plugin_paths = { "/usr/share/jitsi-meet/prosody-plugins/" }

-- A browser that lost its connection may come back for a minute. The token is checked again then.
smacks_hibernation_time = 60

VirtualHost "meet.practice.example"
    authentication = "token"
    app_id = "liaison"                     -- video.app_id
    app_secret = "CHANGE-ME"               -- video.app_secret
    allow_empty_token = false              -- without a token nobody enters
    -- The tokens name no domain (sub = "*").
    enable_domain_verification = false
    modules_enabled = {
        "bosh", "websocket", "smacks", "ping",
        "external_services",               -- TURN, see below
        "presence_identity",               -- tells the pages who is who
        "end_conference",                  -- "End for everyone"
        -- "frozen_nick",                  -- contributed: nobody changes their name by a script
    }
    end_conference_component = "endconference.meet.practice.example"
    -- Credentials of limited time for coturn's static-auth-secret.
    external_service_secret = "CHANGE-ME-TOO"
    external_services = {
        { type = "turns", host = "turn.practice.example", port = 443, transport = "tcp", secret = true, ttl = 86400, algorithm = "turn" },
    }
    c2s_require_encryption = false

Component "conference.meet.practice.example" "muc"
    storage = "memory"
    restrict_room_creation = true
    muc_room_locking = false
    muc_room_default_public_jids = true
    modules_enabled = {
        "muc_meeting_id",
        "token_verification",              -- the token is for one room
        "token_affiliation",               -- moderator by the token, everyone else is a member
        "liaison_rooms",                   -- asks Liaison who may be inside, closes rooms whose call is over
    }
    liaison_url = "https://liaison.practice.example"
    liaison_app_id = "liaison"             -- video.app_id
    liaison_app_secret = "CHANGE-ME"       -- video.app_secret

Component "endconference.meet.practice.example" "end_conference"
    muc_component = "conference.meet.practice.example"
