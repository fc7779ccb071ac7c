/** The line to the server: one session, an outbox that survives a reload, a long poll. It knows nothing of what is shown. */

/**
 * @typedef {{title: string, payload: string}} Button
 * @typedef {{cursor?: number, id: string, from: "person"|"bot"|"staff", kind?: string, card?: ?string, language?: string, text: string,
 *   buttons?: Button[]}} Message
 * @typedef {{id: string, text: string, payload?: string}} Draft sent by the person, not yet accepted by the server
 * @typedef {{token?: string, language?: string, town?: string, outbox?: Draft[], read?: number, size?: number,
 *   sound?: boolean}} Kept
 * @typedef {{arrived: Function, draft: Function, network: Function, remaining: Function, lost: Function}} Told
 */

const KEY = "drom";
const WAIT_SECONDS = 25;
const TIMEOUT_SECONDS = 40;
const MAX_PAUSE_SECONDS = 30;
const FULL_PAGE = 200;
const START = "s:"; // the payload of a start link: language and town

/** @returns {string} a UUID, with which an address of a blob ends; also without https, where browsers lack randomUUID */
export function newId() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}

/** @param {number} failures @returns {number} seconds until the next try */
const backoff = (failures) => Math.min(MAX_PAUSE_SECONDS, 2 ** (failures - 1)) * (0.75 + Math.random() / 2);

/** @param {string} host the server's origin @param {string} town fixed by the page, or empty @param {Told} told */
export function makeLine(host, town, told) {
  /** @type {?Kept} where the browser forbids storage */
  let memory = null;
  let run = 0; // grows with every session, so that what belongs to an older one ends
  let cursor = 0;
  let state = "bot";
  let flushing = false;
  let woken = false;
  let poller = new AbortController();
  /** @type {Set<() => void>} */
  const sleepers = new Set();

  // ---- what this browser keeps

  /** @returns {Kept} read anew each time, as another tab may write too */
  function kept() {
    try {
      return memory || JSON.parse(localStorage.getItem(KEY) || "{}");
    } catch {
      return memory || {};
    }
  }

  /** @param {Kept} changes */
  function keep(changes) {
    const all = { ...kept(), ...changes };
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      memory = all;
    }
  }

  /** @returns {Draft[]} the oldest first */
  const unsent = () => kept().outbox || [];

  /** @param {string} id @returns {boolean} whether it was in the outbox */
  function drop(id) {
    const before = unsent();
    keep({ outbox: before.filter((draft) => draft.id !== id) });
    return unsent().length < before.length;
  }

  // ---- sessions

  /** @param {string} language @returns {Draft} what makes the bot say who it is, and know the town */
  const start = (language) => ({ id: newId(), text: "", payload: START + language + (town && `_${town}`) });

  /** @param {string} language @returns {Promise<boolean>} true when a session has begun; it tries until it works */
  async function begin(language) {
    stop();
    const mine = run;
    for (let failures = 0; ; ) {
      const { status, data, wait } = await request("POST", "session", { language });
      if (mine !== run) return false;
      if (status === 201) {
        keep({ token: data.token, language, town, read: 0, outbox: [start(language), ...unsent()] });
        resume(false);
        return true;
      }
      await broken(wait, ++failures);
    }
  }

  /** Go on with the session kept here. @param {boolean} history whether it is one of an earlier visit */
  function resume(history) {
    stop();
    const { language = "", town: before = "" } = kept();
    if (history && town && town !== before) keep({ town, outbox: [start(language), ...unsent()] });
    poll(history);
    flush();
  }

  /** Stop reading and sending. */
  function stop() {
    run++;
    cursor = 0;
    flushing = false;
    wake();
  }

  /** @returns {Promise<boolean>} whether everything is deleted, on the server and here */
  async function deleteAll() {
    stop(); // or the poll would see the end of the session and begin a new one
    const { status, gone } = await request("DELETE", "session");
    const done = status === 204 || gone;
    if (done) forget({ language: undefined, outbox: undefined });
    else resume(true);
    return done;
  }

  /** @param {Kept} changes */
  const forget = (changes) => keep({ token: undefined, town: undefined, read: undefined, ...changes });

  /** The server does not know the session any more. */
  function lost() {
    forget({ outbox: unsent().filter(({ payload = "" }) => !payload.startsWith(START)) });
    told.lost();
    begin(kept().language || "de");
  }

  // ---- reading

  /** @param {boolean} history */
  async function poll(history) {
    const mine = run;
    let failures = 0;
    let sure = !history; // that the line works, so that the server may let us wait
    for (;;) {
      const expected = state === "waiting" || state === "staff"; // a reply that makes a sound in a hidden tab
      if (document.hidden && sure && !expected) await pause(3600);
      if (mine !== run) return;
      poller = new AbortController();
      woken = false;
      const path = `messages?after=${cursor}&wait=${sure ? WAIT_SECONDS : 0}`;
      const { status, data, wait, gone } = await request("GET", path, undefined, poller);
      if (mine !== run) return;
      if (gone) return lost();
      sure = status === 200 && data.messages.length < FULL_PAGE;
      if (status === 200) {
        failures = 0;
        told.network(true);
        take(data, history);
        history = history && !sure;
      } else if (!woken) {
        await broken(wait, ++failures);
      }
    }
  }

  /** @param {{messages: Message[], state: string}} data @param {boolean} history */
  function take(data, history) {
    state = data.state;
    for (const message of data.messages) {
      cursor = message.cursor || 0;
      drop(message.id); // if its 202 was lost on the way
    }
    told.arrived(data.messages, state, history);
    if (!history && data.messages.some(({ kind }) => kind === "notice")) compare();
  }

  /** What was deleted by a word to the bot must go from here too. */
  async function compare() {
    const mine = run;
    const { status, data } = await request("GET", "messages?after=0&wait=0");
    if (status !== 200 || mine !== run || data.messages.length >= FULL_PAGE) return;
    told.remaining(new Set([...data.messages, ...unsent()].map(({ id }) => id)));
  }

  // ---- sending

  /** @param {Draft} draft */
  function send(draft) {
    keep({ outbox: [...unsent(), draft] });
    if (flushing) wake(); // it may be waiting for the line
    else flush();
  }

  async function flush() {
    if (flushing) return;
    flushing = true;
    const mine = run;
    let failures = 0;
    for (let [draft] = unsent(); draft; [draft] = unsent()) {
      told.draft(draft.id, "sending");
      const { status, wait, gone } = await request("POST", "messages", draft);
      if (mine !== run) return;
      if (gone) return lost();
      if (status === 202) {
        failures = 0;
        if (drop(draft.id)) told.draft(draft.id, "sent");
      } else if (status === 429) {
        told.draft(draft.id, "sending", "wait");
        await new Promise((done) => setTimeout(done, (wait || 10) * 1000));
      } else if (status >= 400 && status < 500) {
        drop(draft.id);
        told.draft(draft.id, "refused", status === 413 ? "too_long" : "");
      } else {
        for (const { id } of unsent()) told.draft(id, "failed");
        await broken(wait, ++failures);
      }
      if (mine !== run) return;
    }
    flushing = false;
  }

  // ---- waiting

  /** @param {number} seconds @returns {Promise<void>} ends earlier when the line may work again */
  function pause(seconds) {
    return new Promise((done) => {
      sleepers.add(done);
      setTimeout(done, seconds * 1000);
    });
  }

  /** Tell that the line does not work, and wait. @param {number} [wait] what the server asks for @param {number} [failures] */
  function broken(wait, failures = 1) {
    told.network(false);
    return pause(wait || backoff(failures));
  }

  /** Try again at once. */
  function wake() {
    woken = true;
    for (const end of sleepers) end();
    sleepers.clear();
    poller.abort();
  }

  /**
   * @param {string} method @param {string} path @param {Object} [body] @param {AbortController} [controller]
   * @returns {Promise<{status: number, data?: any, wait?: number, gone?: boolean}>} status 0: no answer, or none that makes sense
   */
  async function request(method, path, body, controller = new AbortController()) {
    const timer = setTimeout(() => controller.abort(), TIMEOUT_SECONDS * 1000);
    try {
      const response = await fetch(`${host}/webhooks/web/${path}`, {
        method,
        headers: { Authorization: `Bearer ${kept().token}` },
        body: body && JSON.stringify(body),
        signal: controller.signal,
        cache: "no-store",
      });
      const { ok, status } = response;
      const data = ok && status !== 204 ? await response.json() : null;
      return { status, data, wait: +(response.headers.get("Retry-After") || 0), gone: status === 401 || status === 404 };
    } catch {
      return { status: 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  return { kept, keep, unsent, begin, resume, stop, deleteAll, send, wake };
}
