// A form is sent once, however often its button is pressed.
import { find } from './dom.js';

/** With the button that sent it. @type {Map<HTMLFormElement, HTMLElement | null>} */
const sent = new Map();

/** @param {HTMLFormElement} form */
function unsend(form) {
  sent.get(form)?.removeAttribute('aria-busy');
  sent.delete(form);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  // A switch saves each of its positions, and some forms each of their fields.
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.matches('[data-saves]') || find('[data-submit]', form)) return;
  if (sent.has(form)) return event.preventDefault();
  sent.set(form, event.submitter);
  event.submitter?.setAttribute('aria-busy', 'true');
  // The answer takes its time, or the sending was stopped.
  setTimeout(() => unsend(form), 10_000);
});

// Back on a page that the browser has kept.
window.addEventListener('pageshow', () => {
  for (const form of [...sent.keys()]) unsend(form);
});
