// Arrows move through a list that a search field stands over; Enter presses what is marked.
import { byId, find, findAll } from './dom.js';

/**
 * @param {HTMLInputElement} field
 * @param {1 | -1} step
 */
function moveOption(field, step) {
  const list = byId(field.getAttribute('aria-controls'));
  const options = list ? findAll('[role=option]', list) : [];
  const now = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  const next = options[(now + step + options.length) % options.length];
  if (!next) return;
  for (const option of options) option.setAttribute('aria-selected', String(option === next));
  field.setAttribute('aria-activedescendant', next.id);
  next.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLInputElement} field */
function marked(field) {
  const option = byId(field.getAttribute('aria-activedescendant'));
  return option && !option.matches('a, button') ? find('a', option) : option;
}

document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.getAttribute('role') !== 'combobox') return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    moveOption(field, event.key === 'ArrowDown' ? 1 : -1);
  }
  const option = event.key === 'Enter' ? marked(field) : undefined;
  if (option) {
    event.preventDefault();
    option.click();
  }
});
