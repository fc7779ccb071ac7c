/** Reading aloud with the browser's own voices, and a short sound. */

/** @param {string} language @returns {SpeechSynthesisVoice|undefined} a voice that speaks it; none speaks Romani yet */
function voiceFor(language) {
  const voices = window.speechSynthesis?.getVoices() || [];
  // others than those of the device would send the text to somebody else's server
  return voices.find(({ lang, localService }) => localService && lang.toLowerCase().startsWith(language));
}

/** @param {string} language @returns {boolean} */
export const canRead = (language) => !!language && !!voiceFor(language);

/** Read a text, or stop reading it. @param {string} text @param {string} language @param {HTMLElement} button */
export function read(text, language, button) {
  const speaking = button.ariaPressed === "true";
  speechSynthesis.cancel();
  if (speaking) return;
  const saying = Object.assign(new SpeechSynthesisUtterance(text), { lang: language, voice: voiceFor(language) });
  const press = (/** @type {boolean} */ on) => (button.ariaPressed = String(on));
  saying.onend = saying.onerror = () => press(false);
  press(true);
  speechSynthesis.speak(saying);
}

/** Tell when the voices of this browser have been found. @param {() => void} found @param {AbortSignal} signal */
export const onVoices = (found, signal) => window.speechSynthesis?.addEventListener?.("voiceschanged", found, { signal });

/** A short soft tone. */
export function ring() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    tone.connect(audio.destination);
    tone.onended = () => audio.close();
    tone.start();
    tone.stop(0.2); // seconds
  } catch {} // a browser without sound
}
