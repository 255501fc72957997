// Keys for those who know them; while somebody types in a field they rest.
import { isDialogOpen, openDialog } from './dialogs.js';
import { find, findKind } from './dom.js';
import { copyPath } from './json-tree.js';
import { closeMenus } from './menus.js';
import { moveRow, moveStep, selectRow } from './rows.js';

/** What each does; false where it was not for us, so that the browser does what it does. @type {Record<string, () => unknown>} */
const KEYS = {
  '/': search,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: selectRow,
  c: () => copyPath(document.activeElement),
  ArrowDown: () => moveStep(1),
  ArrowUp: () => moveStep(-1),
};

/** Whether the key comes right after g, which leads to a place. */
let waitsForPlace = false;

/** @param {EventTarget | null} target */
const isField = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** @param {KeyboardEvent} event */
const isShortcut = (event) => event.metaKey || event.ctrlKey || event.altKey;

/**
 * A key with what is held beside it, as buttons name it: `Mod+Shift+z`, `Alt+ArrowUp`. The key of commands of a Mac is
 * the Ctrl of others.
 * @param {KeyboardEvent} event
 */
function nameOf(event) {
  const isLetter = event.key.length === 1;
  const held = [
    event.metaKey || event.ctrlKey ? 'Mod+' : '',
    event.shiftKey && isShortcut(event) ? 'Shift+' : '',
    event.altKey ? 'Alt+' : '',
  ];
  return held.join('') + (isLetter && isShortcut(event) ? event.key.toLowerCase() : event.key);
}

/** The search of a list, or where it has none its filter. */
function search() {
  const field =
    find('main input[type=search]') ?? find('main details.menu form :is(input, select):not([type=hidden])');
  const menu = field?.closest('details');
  if (menu) menu.open = true;
  field?.focus();
}

function waitForPlace() {
  waitsForPlace = true;
  setTimeout(() => {
    waitsForPlace = false;
  }, 1500);
}

/** @param {string} key */
function goToPlace(key) {
  waitsForPlace = false;
  const place = findKind(HTMLAnchorElement, `a[data-place="${CSS.escape(key)}"]`);
  if (place) location.assign(place.href);
}

function leave() {
  closeMenus();
  // A dialog that the server printed is closed by leaving it: its first link leads back.
  if (!isDialogOpen()) find('dialog[open] .topbar a')?.click();
}

document.addEventListener('keydown', (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    const path = find('[data-go]')?.dataset.go;
    if (path) openDialog(path);
    return;
  }
  if (event.key === 'Escape') leave();
  // In the editor of code the target is what it stands in.
  if (isField(event.composedPath()[0] ?? null) || isDialogOpen()) return;
  const button = find(`[data-key="${CSS.escape(nameOf(event))}"]`);
  if (isShortcut(event) && button) event.preventDefault();
  if (isShortcut(event)) return button?.click();
  if (waitsForPlace) return goToPlace(event.key);
  if (event.key === 'g') return waitForPlace();
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (act ? act() !== false : button) event.preventDefault();
  if (!act) button?.click();
});
