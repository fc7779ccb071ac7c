-- All tables of the bot. Run at a start when it has changed; each statement does nothing when it has been run before.

CREATE TABLE IF NOT EXISTS conversations (
    id           text PRIMARY KEY,               -- random; never an id of Telegram or of a person
    channel      text NOT NULL,
    state        text NOT NULL DEFAULT 'bot',    -- bot | asked | waiting | staff | closed
    slots        jsonb NOT NULL DEFAULT '{}',    -- Rasa's slots after the last turn
    last_cursor  bigint NOT NULL DEFAULT 0,
    created      timestamptz NOT NULL DEFAULT now(),
    last_active  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS conversations_last_active ON conversations (last_active);

-- What person, bot and staff said. The cursor counts per conversation and is given out under the lock of the
-- conversation's row, so that a reader who has seen cursor 7 can never miss a 6 that was committed later.
CREATE TABLE IF NOT EXISTS messages (
    conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
    cursor       bigint NOT NULL,
    id           text NOT NULL,                  -- given by the sender; the same id twice is one message
    sender       text NOT NULL,                  -- person | bot | staff
    kind         text,
    card         text,
    language     text,
    text         text NOT NULL,
    payload      text,                           -- the tapped button, for messages of the person
    buttons      jsonb NOT NULL DEFAULT '[]',
    at           timestamptz NOT NULL DEFAULT now(),
    pending      boolean NOT NULL DEFAULT false, -- a message of the person that has no answer yet
    attempts     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, cursor),
    UNIQUE (conversation, id)
);
CREATE INDEX IF NOT EXISTS messages_pending ON messages (conversation, cursor) WHERE pending;

-- Rasa's events, append only; the desk reads them by id.
CREATE TABLE IF NOT EXISTS events (
    id           bigserial PRIMARY KEY,
    sender_id    text NOT NULL REFERENCES conversations ON DELETE CASCADE,
    type_name    text NOT NULL,
    timestamp    double precision NOT NULL,
    intent_name  text,
    action_name  text,
    data         text NOT NULL
);
CREATE INDEX IF NOT EXISTS events_sender_id ON events (sender_id, id);

-- What channels need that bring messages to people (the web channel lets them fetch).
ALTER TABLE messages ADD COLUMN IF NOT EXISTS sequence bigint;  -- the channel's own order, if it has one
ALTER TABLE messages ADD COLUMN IF NOT EXISTS ref bigint;       -- the channel's id; of a tap: that of the message with the button

-- Where the messages of a conversation are brought. Nobody can read from this table who somebody is.
CREATE TABLE IF NOT EXISTS addresses (
    conversation      text PRIMARY KEY REFERENCES conversations ON DELETE CASCADE,
    channel           text NOT NULL,
    lookup            bytea,                     -- keyed hash of the address; NULL when its owner has deleted everything
    sealed            bytea NOT NULL,            -- the address, encrypted
    unreachable_since timestamptz,
    warned            timestamptz,               -- when the person was last told that this is too fast
    menu_language     text,                      -- language of the commands that the person sees
    UNIQUE (channel, lookup)
);

-- One row for each message that is brought to somebody.
CREATE TABLE IF NOT EXISTS deliveries (
    conversation text NOT NULL,
    cursor       bigint NOT NULL,
    state        text NOT NULL DEFAULT 'waiting', -- waiting | sending | sent | failed | unreachable
    reason       text,                            -- why it failed; never words of a person
    replaces     bigint,                          -- `ref` of a menu whose place it takes
    parts        integer NOT NULL DEFAULT 0,      -- parts of a long text that have arrived
    floor        bigint,                          -- highest id of the channel that was known before the last attempt
    attempts     integer NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL DEFAULT now(),
    changed      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation, cursor),
    FOREIGN KEY (conversation, cursor) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (conversation, cursor) WHERE state IN ('waiting', 'sending');

-- Ids of what has come in, so that nothing is taken twice. They say nothing about people.
CREATE TABLE IF NOT EXISTS arrivals (
    source  text NOT NULL,                       -- channel and account, telegram:123
    id      bigint NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, id)
);
