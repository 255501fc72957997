// What htmx does not do: keys, menus, copying, selection of rows, "go to anything", and whether a page is still live.
// Everything here is a comfort: without it each link and form works.

const inField = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
/** The element that an event is of, or the one around it that the selector names. */
const targetIn = (event, selector) =>
  event.target instanceof Element ? (event.target.closest(selector) ?? undefined) : undefined;

/* ---------- menus: <details name="menu"> close on Esc and on a click outside, and give the focus back ---------- */

function closeMenus(except) {
  for (const menu of findAll('details.menu[open]')) {
    if (menu === except || menu.contains(except)) continue;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) find('summary', menu)?.focus();
  }
}

document.addEventListener('click', (event) => {
  closeMenus(targetIn(event, 'details.menu'));
});

/* ---------- copying ---------- */

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy ?? '');
  const said = button.getAttribute('aria-label') ?? button.title;
  say('Copied');
  button.title = 'Copied';
  setTimeout(() => {
    button.title = said;
  }, 1500);
}

/** Says something to those who hear the page. */
function say(text) {
  const place = find('#said');
  if (place) place.textContent = text;
}

document.addEventListener('click', (event) => {
  const button = targetIn(event, '[data-copy]');
  if (button) copy(button);
});

/* ---------- trees: a click on a key copies the path to it, and so does c on a part that unfolds ---------- */

function copyPath(place) {
  const path = place?.closest('.json-tree [data-path]')?.dataset.path;
  if (!path) return false;
  navigator.clipboard.writeText(path);
  say(`Copied ${path}`);
}

document.addEventListener('click', (event) => {
  const key = targetIn(event, '.json-tree li > b');
  if (key && copyPath(key) !== false) key.title = 'Copied';
});

document.addEventListener('pointerover', (event) => {
  const key = targetIn(event, '.json-tree li > b');
  if (key) key.title = 'Copy path';
});

/* ---------- rows: j k move, Enter opens, x selects; selected rows have their actions in the toast ---------- */

const rows = () => findAll('main table.table tbody tr').filter((row) => find('a.title, th a, td a', row));
const rowLink = (row) => find('a.title, th a, td a', row);

function moveRow(step) {
  const all = rows();
  if (all.length === 0) return;
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  rowLink(next)?.focus();
}

function selectRow() {
  const row = rows().find((each) => each.contains(document.activeElement));
  const box = row?.closest('form[data-selection]') && find('input[type=checkbox]', row);
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

/** The toast of a list of which rows are selected: `form[data-selection]` around a table, and its `.toast`. */
function showSelection(form) {
  const boxes = findAll('tbody input[type=checkbox]', form);
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) {
    const row = box.closest('tr');
    if (box.checked) row?.setAttribute('aria-selected', 'true');
    else row?.removeAttribute('aria-selected');
  }
  const toast = find('.toast', form);
  if (toast) toast.hidden = chosen.length === 0;
  const count = find('[data-selected]', form);
  if (count) count.textContent = `${chosen.length} selected`;
  const all = find('thead input[type=checkbox]', form);
  if (all) all.checked = boxes.length > 0 && chosen.length === boxes.length;
}

document.addEventListener('change', (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== 'checkbox') return;
  const form = box.closest('form[data-selection]');
  if (!form) return;
  if (box.closest('thead')) {
    for (const each of findAll('tbody input[type=checkbox]', form)) each.checked = box.checked;
  }
  showSelection(form);
});

document.addEventListener('click', (event) => {
  const button = targetIn(event, '[data-clear-selection]');
  const form = button?.closest('form[data-selection]');
  if (!form) return;
  for (const box of findAll('input[type=checkbox]', form)) box.checked = false;
  showSelection(form);
});

/* ---------- fields that save or search at once: the button is there for those without scripts ---------- */

document.addEventListener('change', (event) => {
  const field = targetIn(event, '[data-submit]');
  field?.form?.requestSubmit();
});

/* ---------- "go to anything" and the help of the keys: pages of their own, shown here as dialogs ---------- */

let before;

/** A title and a way out, for what has no field of its own to begin with. */
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

async function openDialog(path) {
  const dialog = find('#dialog');
  if (!dialog || dialog.open) return;
  before = document.activeElement;
  const response = await fetch(path, { headers: { 'HX-Request': 'true' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const content = find('[data-dialog]', page);
  if (!response.ok || !content) return location.assign(path);
  dialog.replaceChildren(...content.childNodes);
  if (!find('input', dialog)) dialog.prepend(dialogHead(content.dataset.dialog ?? ''));
  dialog.setAttribute('aria-label', content.dataset.dialog ?? '');
  dialog.showModal();
  window.htmx?.process(dialog);
  find('[autofocus], input[type=search]', dialog)?.focus();
}

document.addEventListener(
  'close',
  (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.id === 'dialog') before?.focus?.();
  },
  true,
);

document.addEventListener('click', (event) => {
  const dialog = find('#dialog[open]');
  if (dialog && event.target === dialog) dialog.close();
  const opener = targetIn(event, 'a[data-opens-dialog]');
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    closeMenus();
    openDialog(opener.getAttribute('href'));
  }
});

/** Arrows move through a list that a search field stands over; Enter follows the link that is marked. */
function moveOption(field, step) {
  const list = document.getElementById(field.getAttribute('aria-controls') ?? '');
  const options = list ? findAll('[role=option]', list) : [];
  if (options.length === 0) return;
  const now = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  const next = options[(now + step + options.length) % options.length];
  for (const option of options) option.setAttribute('aria-selected', String(option === next));
  field.setAttribute('aria-activedescendant', next.id);
  next.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.getAttribute('role') !== 'combobox') return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    moveOption(field, event.key === 'ArrowDown' ? 1 : -1);
  }
  if (event.key === 'Enter') {
    const marked = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    const link =
      marked?.getAttribute('href') ?? find('a', marked ?? document.createElement('i'))?.getAttribute('href');
    if (link) {
      event.preventDefault();
      location.assign(link);
    }
  }
});

/* ---------- keys ---------- */

const PLACES = { o: '/', i: '/integrations', c: '/customers', n: '/instances', e: '/executions' };
let waitsForPlace = false;

const KEYS = {
  '/': search,
  '?': () => openDialog('/keyboard'),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: selectRow,
  n: () => find('main [data-key=n]')?.click(),
  c: () => copyPath(document.activeElement),
  ArrowDown: () => moveStep(1),
  ArrowUp: () => moveStep(-1),
};

/** The search of a list, or where it has none its filter. */
function search() {
  const field =
    find('main input[type=search]') ?? find('main details.menu form :is(input, select):not([type=hidden])');
  const menu = field?.closest('details');
  if (menu) menu.open = true;
  field?.focus();
}

/** In a list of steps the arrows move from step to step, into loops and branches. */
function moveStep(step) {
  const cards = findAll('main .step-card, main .waterfall .item');
  const now = cards.indexOf(document.activeElement);
  if (now === -1) return false;
  cards[Math.min(Math.max(now + step, 0), cards.length - 1)]?.focus();
}

document.addEventListener('keydown', (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openDialog('/go');
    return;
  }
  if (event.key === 'Escape') closeMenus();
  // A dialog that the server printed is closed by leaving it: its first link leads back.
  if (event.key === 'Escape' && !find('#dialog[open]')) find('dialog[open] .topbar a')?.click();
  if (event.metaKey || event.ctrlKey || event.altKey || inField(event.target)) return;
  if (find('#dialog[open]')) return;
  if (waitsForPlace) {
    waitsForPlace = false;
    const place = PLACES[event.key];
    if (place) location.assign(place);
    return;
  }
  if (event.key === 'g') {
    waitsForPlace = true;
    setTimeout(() => {
      waitsForPlace = false;
    }, 1500);
    return;
  }
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (act && act() !== false) event.preventDefault();
});

/* ---------- live pages: say so when the stream is lost for 10 seconds ---------- */

let lostAt;

document.addEventListener('htmx:sse:error', () => {
  lostAt ??= Date.now();
  setTimeout(() => {
    const note = find('#not-live');
    if (!note || !lostAt || Date.now() - lostAt < 9_900) return;
    const since = find('[data-since]', note);
    if (since) since.textContent = new Date(lostAt).toTimeString().slice(0, 5);
    note.hidden = false;
  }, 10_000);
});

document.addEventListener('htmx:sse:after:connection', () => {
  lostAt = undefined;
  const note = find('#not-live');
  if (note) note.hidden = true;
});

/* ---------- on a phone navigation scrolls sideways: to the place that is shown ---------- */

for (const item of findAll('.nav > [aria-current], .tabs > [aria-current]')) {
  const places = item.parentElement;
  if (places && places.scrollWidth > places.clientWidth)
    places.scrollLeft = item.offsetLeft - places.clientWidth / 3;
}

/* ---------- a form is sent once, however often its button is pressed ---------- */

const sent = new Map();

document.addEventListener('submit', (event) => {
  const form = event.target;
  // A switch saves each of its positions.
  if (event.defaultPrevented || form.method !== 'post' || find('[data-submit]', form)) return;
  if (sent.has(form)) return event.preventDefault();
  sent.set(form, event.submitter);
  event.submitter?.setAttribute('aria-busy', 'true');
  // The answer takes its time, or the sending was stopped.
  setTimeout(() => unsend(form), 10_000);
});

function unsend(form) {
  sent.get(form)?.removeAttribute('aria-busy');
  sent.delete(form);
}

// Back on a page that the browser has kept.
window.addEventListener('pageshow', () => {
  for (const form of [...sent.keys()]) unsend(form);
});

/* ---------- what a form has done stands in the address, and is said once: not again after a reload ---------- */

const SAID = [['said'], ['done'], ['upgraded', 'waiting', 'to']];
const address = new URL(location.href);
for (const names of SAID) {
  if (address.searchParams.has(names[0])) for (const name of names) address.searchParams.delete(name);
}
if (address.href !== location.href) history.replaceState(history.state, '', address);

/* ---------- a form that was refused says all that is wrong at once, in our words: the browser would say one ---------- */

for (const form of findAll('form[method=post]')) form.noValidate = true;

/* ---------- a form that was refused: to its summary first ---------- */

find('.banner[role=alert][tabindex]')?.focus();
for (const form of findAll('form[data-selection]')) showSelection(form);
