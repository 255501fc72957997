// Live pages say so when their stream has been lost for 10 seconds.
import { find } from './dom.js';

/** @type {number | undefined} */
let lostAt;

function sayNotLive() {
  const note = find('#not-live');
  if (!note || !lostAt || Date.now() - lostAt < 9_900) return;
  const since = find('[data-since]', note);
  if (since) since.textContent = new Date(lostAt).toTimeString().slice(0, 5);
  note.hidden = false;
}

document.addEventListener('htmx:sse:error', () => {
  lostAt ??= Date.now();
  setTimeout(sayNotLive, 10_000);
});

document.addEventListener('htmx:sse:after:connection', () => {
  lostAt = undefined;
  const note = find('#not-live');
  if (note) note.hidden = true;
});
