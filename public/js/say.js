import { find } from './dom.js';

/**
 * Says something to those who hear the page.
 * @param {string} text
 */
export function say(text) {
  const place = find('#said');
  if (place) place.textContent = text;
}
