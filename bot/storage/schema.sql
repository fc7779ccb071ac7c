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

-- What takes the place of `text` once the message has arrived, if that quotes words of a person which must not stay.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS fades text;
CREATE INDEX IF NOT EXISTS messages_fading ON messages (conversation, cursor) WHERE fades IS NOT NULL;

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

-- ---- Hand-off. The desk reads these tables and conversations, messages, deliveries and events; it writes none of them
-- ---- (docs/desk-door.md), but for `centres`, which belongs to it.

ALTER TABLE messages ADD COLUMN IF NOT EXISTS german text;              -- what the bot said, as the German version of the same; NULL: `text` is German
ALTER TABLE messages ADD COLUMN IF NOT EXISTS german_buttons jsonb;     -- the same for its buttons, in the same order
ALTER TABLE messages ADD COLUMN IF NOT EXISTS beside boolean NOT NULL DEFAULT false;  -- said while the person arranges the hand-off with refusing or private words; never shown at a desk

-- What a person has asked of a centre.
CREATE TABLE IF NOT EXISTS cases (
    id            bigserial PRIMARY KEY,
    reference     text NOT NULL UNIQUE,          -- short, to be said on the phone: D-7KQ4M
    conversation  text REFERENCES conversations ON DELETE SET NULL,
    channel       text NOT NULL,
    centre        text NOT NULL,                 -- id in knowledge/places/ki.yml
    place         text,                          -- official key of the municipality
    place_said    text,                          -- as the person wrote it: Marxloh
    language      text NOT NULL,
    topic         text,                          -- of the catalogue, or NULL
    card          text,                          -- catalogue id or urgent/<id> that it is about, or NULL
    urgent        boolean NOT NULL DEFAULT false,
    state         text NOT NULL DEFAULT 'waiting', -- waiting | staff | closed
    staff         bigint,                        -- the desk's id of the person of the staff who holds it
    agreed        jsonb NOT NULL,                -- {"at", "language", "text", "german"}: the very words that were agreed to
    reach         text,                          -- when and how the person may be reached, in their words
    promised      timestamptz NOT NULL,          -- until when the person was told that somebody answers
    opened        timestamptz NOT NULL DEFAULT now(),
    first_cursor  bigint NOT NULL DEFAULT 0,     -- messages before it are not part of what was handed over
    taken         timestamptz,                   -- first time that somebody took it
    answered      timestamptz,                   -- first reply of the staff
    overdue       timestamptz,                   -- when the person was told that nobody has taken it
    asked_centre  text,                          -- another centre to which the person is asked to agree
    person_at     timestamptz NOT NULL DEFAULT now(), -- last message of the person
    staff_at      timestamptz,                   -- last message of the staff
    closed        timestamptz,
    closed_by     text,                          -- staff | person | deleted | expired
    reason        text                           -- why it was closed, of a fixed list
);
ALTER TABLE cases ADD COLUMN IF NOT EXISTS facts jsonb NOT NULL DEFAULT '[]';  -- what the person has answered in a guided check, in German, a line each
CREATE INDEX IF NOT EXISTS cases_centre ON cases (centre, state, opened);
CREATE UNIQUE INDEX IF NOT EXISTS cases_open ON cases (conversation) WHERE state <> 'closed';

-- What happened in a case, for the desk and for statistics; never words of a person.
CREATE TABLE IF NOT EXISTS case_events (
    id     bigserial PRIMARY KEY,
    "case" bigint NOT NULL REFERENCES cases ON DELETE CASCADE,
    at     timestamptz NOT NULL DEFAULT now(),
    event  text NOT NULL,                        -- opened | taken | released | replied | transfer_asked | transferred | transfer_refused | overdue | closed | reopened | unreachable | person_back
    staff  bigint,
    centre text,
    detail text
);

-- Orders of the desk that were carried out: the same id twice is one order.
CREATE TABLE IF NOT EXISTS orders (
    id      text PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    answer  jsonb NOT NULL
);

-- What the lead of a centre has changed about it; the desk writes it, the bot reads it. A missing row or NULL: as in ki.yml.
CREATE TABLE IF NOT EXISTS centres (
    id        text PRIMARY KEY,
    open      boolean NOT NULL DEFAULT false,    -- whether its staff answer at this desk; otherwise people only get its contact
    phone     text,
    email     text,
    address   text,
    url       text,
    hours     jsonb,                             -- {"mon": [["08:00", "12:00"], ...], ...}
    closed_on jsonb NOT NULL DEFAULT '[]',       -- [["2026-12-24", "2027-01-01"], ...], first and last day
    languages jsonb NOT NULL DEFAULT '[]',       -- spoken there: ["ro", "bg"]
    answer_days integer NOT NULL DEFAULT 2,      -- working days within which somebody answers
    keep_days integer NOT NULL DEFAULT 90,       -- after closing
    changed   timestamptz NOT NULL DEFAULT now()
);

-- Counts without persons, kept when conversations and cases are deleted.
CREATE TABLE IF NOT EXISTS counts (
    day      date NOT NULL,
    what     text NOT NULL,                      -- conversation | answer | offer | fallback | urgent | handoff | deleted | ...
    language text NOT NULL DEFAULT '',
    topic    text NOT NULL DEFAULT '',
    centre   text NOT NULL DEFAULT '',
    number   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, what, language, topic, centre)
);
ALTER TABLE conversations ADD COLUMN IF NOT EXISTS last_read bigint NOT NULL DEFAULT 0;  -- cursor up to which a web page has fetched
CREATE INDEX IF NOT EXISTS case_events_case ON case_events ("case", id);
CREATE INDEX IF NOT EXISTS cases_conversation ON cases (conversation);
CREATE INDEX IF NOT EXISTS cases_promised ON cases (promised) WHERE state <> 'closed' AND answered IS NULL AND overdue IS NULL;
CREATE INDEX IF NOT EXISTS cases_closed ON cases (closed) WHERE state = 'closed';
CREATE INDEX IF NOT EXISTS orders_at ON orders (at);
-- What is known while a person arranges a hand-off: which step was put, place, subject (bot/handoff/arranging.py).
ALTER TABLE conversations ADD COLUMN IF NOT EXISTS arranging jsonb;
