// Rows of the list of a page: those with a link.
import { find, findAll } from './dom.js';
import { toggleRow } from './selection.js';

const LINK = 'a.title, th a, td a';
const rows = () => findAll('main table.table tbody tr').filter((row) => find(LINK, row));
const hasFocus = (/** @type {Element} */ element) => element.contains(document.activeElement);

/**
 * The element so many places further on, at most the last or the first.
 * @template T
 * @param {T[]} all
 * @param {number} now
 * @param {number} step
 */
const stepIn = (all, now, step) => all[Math.min(Math.max(now + step, 0), all.length - 1)];

/** @param {1 | -1} step */
export function moveRow(step) {
  const all = rows();
  const next = stepIn(all, all.findIndex(hasFocus), step);
  if (next) find(LINK, next)?.focus();
}

export function selectRow() {
  toggleRow(rows().find(hasFocus));
}

/**
 * In a list of steps the arrows move from step to step, into loops and branches.
 * @param {1 | -1} step
 * @returns whether one had the focus
 */
export function moveStep(step) {
  const cards = findAll('main .step-card, main .waterfall .item');
  const now = cards.findIndex(hasFocus);
  if (now === -1) return false;
  stepIn(cards, now, step)?.focus();
  return true;
}
