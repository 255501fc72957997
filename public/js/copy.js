// A button with `data-copy` copies that text.
import { targetIn } from './dom.js';
import { say } from './say.js';

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy ?? '');
  const name = button.getAttribute('aria-label') ?? button.title;
  say('Copied');
  button.title = 'Copied';
  setTimeout(() => {
    button.title = name;
  }, 1500);
}

document.addEventListener('click', (event) => {
  const button = targetIn(event, '[data-copy]');
  if (button) copy(button);
});
