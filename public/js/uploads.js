// Files of `form[data-uploads]` are sent one by one, and its `[data-uploading]` says how far each has come. The parts of
// the page that the form names are shown anew as soon as a file is kept.
import { byId, find, findKind } from './dom.js';
import { say } from './say.js';

/** @typedef {{ form: HTMLFormElement, name: string, file: File, row: HTMLElement, request: XMLHttpRequest }} Upload */

/** @type {Upload[]} */
const waiting = [];
let isSending = false;

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.uploads === undefined) return;
  const field = findKind(HTMLInputElement, 'input[type=file]', form);
  const files = [...(field?.files ?? [])];
  if (!field || files.length === 0) return;
  event.preventDefault();
  waiting.push(...files.flatMap((file) => uploadOf(form, field.name, file) ?? []));
  field.value = '';
  if (!isSending) void sendAll();
});

// Whoever leaves the page stops what is under way.
window.addEventListener('beforeunload', (event) => {
  if (isSending) event.preventDefault();
});

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {File} file
 * @returns {Upload | undefined}
 */
function uploadOf(form, name, file) {
  const list = find('[data-uploading]', form);
  const row = list?.firstElementChild?.cloneNode(true);
  if (!list || !(row instanceof HTMLElement)) return undefined;
  const upload = { form, name, file, row, request: new XMLHttpRequest() };
  fill(row, '[data-upload-name]', file.name);
  find('progress', row)?.setAttribute('aria-label', file.name);
  nameButton(row, `Stop ${file.name}`);
  find('button', row)?.addEventListener('click', () => stop(upload));
  row.hidden = false;
  list.hidden = false;
  list.append(row);
  return upload;
}

/** @param {Upload} upload */
function stop(upload) {
  const at = waiting.indexOf(upload);
  if (at !== -1) waiting.splice(at, 1);
  upload.request.abort();
  upload.row.remove();
  find('input[type=file]', upload.form)?.focus();
}

async function sendAll() {
  isSending = true;
  let kept = 0;
  for (let upload = waiting.shift(); upload; upload = waiting.shift()) if (await send(upload)) kept += 1;
  isSending = false;
  if (kept > 0) say(kept === 1 ? '1 file is uploaded.' : `${kept} files are uploaded.`);
}

/**
 * @param {Upload} upload
 * @returns {Promise<boolean>} whether it is kept
 */
function send(upload) {
  const { form, name, file, row, request } = upload;
  const body = new FormData();
  for (const [field, value] of new FormData(form)) if (typeof value === 'string') body.append(field, value);
  body.append(name, file);
  return new Promise((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => showProgress(row, loaded / total));
    request.addEventListener('loadend', () => resolve(settle(upload)));
    request.open('POST', form.action);
    request.send(body);
  });
}

/**
 * @param {HTMLElement} row
 * @param {number} share
 */
function showProgress(row, share) {
  const bar = findKind(HTMLProgressElement, 'progress', row);
  if (bar) bar.value = share;
  fill(row, '[data-upload-state]', share < 1 ? `${Math.floor(share * 100)} %` : 'Keeping it …');
}

/** @param {Upload} upload */
function settle({ form, file, row, request }) {
  const answer = new DOMParser().parseFromString(request.responseText, 'text/html');
  if (request.status === 200 && new URL(request.responseURL).pathname === location.pathname) {
    row.remove();
    for (const id of form.dataset.uploads?.split(' ') ?? []) renew(byId(id), answer.getElementById(id));
    return true;
  }
  // The sign-in has ended.
  if (request.status === 200 || request.status === 401) location.reload();
  else if (row.isConnected) showRefusal(row, reasonIn(answer));
  nameButton(row, `Dismiss ${file.name}`);
  return false;
}

/**
 * @param {HTMLElement} row
 * @param {string} name
 */
function nameButton(row, name) {
  const button = find('button', row);
  button?.setAttribute('aria-label', name);
  button?.setAttribute('title', name);
}

/**
 * @param {HTMLElement | null} old
 * @param {HTMLElement | null} fresh
 */
function renew(old, fresh) {
  // Nobody loses their place in it.
  if (!old || !fresh || old.contains(document.activeElement)) return;
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
}

/** @param {Document} answer */
function reasonIn(answer) {
  const said = find('.banner[role=alert] li', answer) ?? find('.empty-state p', answer);
  return said?.textContent ?? 'The connection was lost, so nothing of it was kept. Choose it again.';
}

/**
 * @param {HTMLElement} row
 * @param {string} reason
 */
function showRefusal(row, reason) {
  find('progress', row)?.remove();
  const state = find('[data-upload-state]', row);
  state?.setAttribute('role', 'alert');
  state?.setAttribute('class', 'error');
  fill(row, '[data-upload-state]', reason);
}

/**
 * @param {HTMLElement} row
 * @param {string} part
 * @param {string} text
 */
function fill(row, part, text) {
  const element = find(part, row);
  if (element) element.textContent = text;
}
