// What earlier steps have answered, beside a field: what is chosen there goes into the field.
import { closeDialog } from './dialogs.js';
import { byId, find, findAll, targetIn } from './dom.js';
import { say } from './say.js';

/** The id of the field that it was opened from. @type {string | undefined} */
let asking;

/** Both braces would end the reference before its key does. */
const NOT_IN_TEMPLATES = /\{\{|\}\}|\}$/;

/** @param {HTMLElement} choice */
function take(choice) {
  const { reference = '' } = choice.dataset;
  const field = choice.closest('#dialog') ? byId(asking) : undefined;
  if (field instanceof HTMLTextAreaElement) {
    if (NOT_IN_TEMPLATES.test(reference))
      return say('A template cannot hold this key: choose Reference instead.');
    insert(field, `{{$${reference}}}`);
  } else if (field instanceof HTMLInputElement) fill(field, reference);
  else {
    navigator.clipboard.writeText(reference);
    return say(`Copied ${reference}`);
  }
  closeDialog();
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/**
 * Where there is an editor in its place, that one puts the text in.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function insert(field, text) {
  const event = new CustomEvent('insert-text', { detail: text, cancelable: true });
  if (field.dispatchEvent(event)) field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
}

/**
 * An item of a list says beside itself how it gets its value.
 * @param {HTMLInputElement} field
 * @param {string} reference
 */
function fill(field, reference) {
  const mode = field.parentElement?.querySelector('select[name$=".mode"]');
  const isTemplate = mode instanceof HTMLSelectElement && mode.value === 'template';
  if (isTemplate && !NOT_IN_TEMPLATES.test(reference)) {
    field.setRangeText(`{{$${reference}}}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    return;
  }
  if (mode instanceof HTMLSelectElement) mode.value = 'reference';
  field.value = reference;
}

document.addEventListener('click', (event) => {
  const opener = targetIn(event, 'a[data-fills]');
  if (opener) asking = opener.dataset.fills;
  const choice = targetIn(event, 'button[data-reference]');
  if (choice) take(choice);
});

const TREE = '#reference-groups';

const rows = () =>
  findAll(`${TREE} :is(summary, button[data-reference], a)`).filter((row) => row.checkVisibility());

/**
 * @param {HTMLElement} row
 * @param {boolean} isOpen
 * @returns whether it was not so before
 */
function unfold(row, isOpen) {
  const details = row.parentElement;
  if (!row.matches('summary') || !(details instanceof HTMLDetailsElement) || details.open === isOpen)
    return false;
  details.open = isOpen;
  return true;
}

/** What each key does with a row. @type {Record<string, (row: HTMLElement, all: HTMLElement[]) => void>} */
const KEYS = {
  ArrowDown: (row, all) => all[all.indexOf(row) + 1]?.focus(),
  ArrowUp: (row, all) => (all[all.indexOf(row) - 1] ?? find('#dialog [type=search]'))?.focus(),
  ArrowRight: (row, all) => unfold(row, true) || KEYS.ArrowDown?.(row, all),
  ArrowLeft(row) {
    if (unfold(row, false)) return;
    const inside = row.matches('summary') ? row.parentElement?.parentElement : row;
    const outer = inside?.closest(`${TREE} details`);
    if (outer) find('summary', outer)?.focus();
  },
  Enter(row) {
    if (row.dataset.reference) take(row);
    else row.click();
  },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !find(TREE)) return;
  const search = targetIn(event, '[role=search] [type=search]');
  if (search && ['ArrowDown', 'Enter'].includes(event.key) && search.closest('[data-dialog], #dialog')) {
    const first = event.key === 'Enter' ? find(`${TREE} button[data-reference]`) : rows()[0];
    event.preventDefault();
    return event.key === 'Enter' ? first?.click() : first?.focus();
  }
  const row = targetIn(event, `${TREE} :is(summary, button, a)`);
  if (!row) return;
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (act) {
    event.preventDefault();
    act(row, rows());
  } else if (event.key.length === 1 && event.key !== ' ') {
    // Whoever types goes on in the search, with that letter.
    find('[data-dialog] [type=search], #dialog [type=search]')?.focus();
  }
});
