// A step is dragged to a place between two others: each such place is a link that says where it is.
import { find, findKind, targetIn } from './dom.js';

/** Key of the step that is under way. */
let dragged = '';

/** @param {Event} event */
const placeIn = (event) => (dragged === '' ? undefined : targetIn(event, 'a.step-add'));

/** @param {string} name @param {string} value */
function hidden(name, value) {
  const input = document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  return input;
}

/** Sends the form of moves with the step and the place. @param {HTMLElement} place */
function drop(place) {
  const form = findKind(HTMLFormElement, '#drag-form');
  if (!form || !(place instanceof HTMLAnchorElement)) return;
  const parts = [...new URL(place.href).searchParams].filter(([name]) => name !== 'flow');
  form.append(hidden('step', dragged), ...parts.map(([name, value]) => hidden(name, value)));
  form.requestSubmit();
}

document.addEventListener('dragstart', (event) => {
  const card = targetIn(event, '.step-card[data-step]');
  if (!card || !find('#drag-form')) return;
  dragged = card.dataset.step ?? '';
  event.dataTransfer?.setData('text/plain', card.textContent ?? '');
});

document.addEventListener('dragover', (event) => {
  const place = placeIn(event);
  if (!place) return;
  event.preventDefault();
  place.focus();
});

document.addEventListener('drop', (event) => {
  const place = placeIn(event);
  if (!place) return;
  event.preventDefault();
  drop(place);
});

document.addEventListener('dragend', () => {
  dragged = '';
});
