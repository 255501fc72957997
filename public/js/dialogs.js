// "Go to anything" and the help of the keys: pages of their own, shown here as dialogs.
import { find, findKind, targetIn } from './dom.js';
import { closeMenus } from './menus.js';

/** What had the focus before the dialog, to get it back. @type {Element | null} */
let before = null;

/** Whether one stands in front of the page, put there by us. */
export const isDialogOpen = () => find('#dialog[open]') !== undefined;

/**
 * A title and a way out, for what has no field of its own to begin with.
 * @param {string} title
 */
function dialogHead(title) {
  const head = document.createElement('div');
  head.className = 'topbar';
  const name = document.createElement('strong');
  name.className = 'grow';
  name.textContent = title;
  const close = document.createElement('button');
  close.className = 'button quiet';
  close.textContent = 'Close';
  close.addEventListener('click', () => close.closest('dialog')?.close());
  head.append(name, close);
  return head;
}

/** @param {string} path of the page that holds `data-dialog` */
export async function openDialog(path) {
  const dialog = findKind(HTMLDialogElement, '#dialog');
  if (!dialog || dialog.open) return;
  before = document.activeElement;
  const response = await fetch(path, { headers: { 'HX-Request': 'true' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = find('[data-dialog]', page);
  if (!response.ok || !content) return location.assign(path);
  const title = content.dataset.dialog ?? '';
  dialog.replaceChildren(...content.childNodes);
  if (!find('input', dialog)) dialog.prepend(dialogHead(title));
  dialog.setAttribute('aria-label', title);
  dialog.showModal();
  window.htmx?.process(dialog);
  find('[autofocus], input[type=search]', dialog)?.focus();
}

export const closeDialog = () => findKind(HTMLDialogElement, '#dialog[open]')?.close();

document.addEventListener(
  'close',
  (event) => {
    if (!(event.target instanceof HTMLDialogElement) || event.target.id !== 'dialog') return;
    if (before instanceof HTMLElement) before.focus();
  },
  true,
);

document.addEventListener('click', (event) => {
  const dialog = findKind(HTMLDialogElement, '#dialog[open]');
  if (dialog && event.target === dialog) dialog.close();
  const opener = targetIn(event, 'a[data-opens-dialog]');
  if (opener instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    closeMenus();
    openDialog(opener.href);
  }
});
