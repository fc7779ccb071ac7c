-- All tables of the bot. Run at every start; each statement does nothing when it has been run before.

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
