// Trees: a click on a key copies the path to it.
import { targetIn } from './dom.js';
import { say } from './say.js';

const KEY = '.json-tree li > b';

/**
 * @param {Element | null} place the part of a tree whose path is wanted
 * @returns whether it has one
 */
export function copyPath(place) {
  const part = place?.closest('.json-tree [data-path]');
  const path = part instanceof HTMLElement ? part.dataset.path : undefined;
  if (!path) return false;
  navigator.clipboard.writeText(path);
  say(`Copied ${path}`);
  return true;
}

document.addEventListener('click', (event) => {
  const key = targetIn(event, KEY);
  if (key && copyPath(key)) key.title = 'Copied';
});

document.addEventListener('pointerover', (event) => {
  const key = targetIn(event, KEY);
  if (key) key.title = 'Copy path';
});
