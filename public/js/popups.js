// A link with `data-popup` opens a window of its own, where somebody signs in at another system. The page that they end
// on has `data-finished`: it tells the other pages, and closes or goes on. What has changed is shown anew in `[data-renewed-by]`;
// where its look may stay the same, `data-changed` says when that was.
import { find, findAll, targetIn } from './dom.js';
import { asRecord } from './embedded-records.js';
import { say } from './say.js';

const SIZE = 'popup,width=560,height=720';
const finished = new BroadcastChannel('finished');

const isFramed = window.top !== window.self;
/** Milliseconds between looks, and until nobody waits any more. */
const [LOOK, PATIENCE] = [2_000, 600_000];

document.addEventListener('click', (event) => {
  const link = targetIn(event, 'a[data-popup]');
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.href);
  if (isFramed) {
    // It must be opened while the click counts.
    const opened = window.open('about:blank', '_blank', SIZE);
    if (!opened) return;
    event.preventDefault();
    void leadThere(opened, address);
    const part = link.closest('[data-renewed-by]');
    if (part instanceof HTMLElement) void watch(part.dataset.renewedBy ?? '');
    return;
  }
  address.searchParams.set('window', 'popup');
  // Where the browser opens none, the link leads there on this page.
  if (window.open(address, '_blank', SIZE)) event.preventDefault();
});

/**
 * A window of a frame knows nothing of who is signed in there: it is given a way in.
 * @param {Window} opened
 * @param {URL} address
 */
async function leadThere(opened, address) {
  address.searchParams.set('window', 'frame');
  const answer = await fetch(address, { headers: { accept: 'application/json' } });
  const way = asRecord(await answer.json().catch(() => ({})));
  if (typeof way.address === 'string') opened.location.replace(new URL(way.address, location.origin));
  else opened.close();
}

/**
 * What a window of a frame does is told to nobody: the page looks for itself.
 * @param {string} what
 */
async function watch(what) {
  for (let waited = 0; waited < PATIENCE && partsOf(what).length > 0; waited += LOOK) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (!(await renew(what))) continue;
    say('Signed in.');
    return;
  }
}

/** @param {string} what */
const partsOf = (what) => findAll('[data-renewed-by]').filter((part) => part.dataset.renewedBy === what);

finished.addEventListener('message', ({ data }) => {
  if (typeof data === 'string' && partsOf(data).length > 0) void renew(data).then(() => say('Signed in.'));
});

/**
 * Shows anew what has changed.
 * @param {string} what
 * @returns {Promise<boolean>} whether anything has
 */
async function renew(what) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let isChanged = false;
  for (const part of partsOf(what)) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.outerHTML === part.outerHTML) continue;
    part.replaceWith(fresh);
    isChanged = true;
  }
  return isChanged;
}

const end = find('[data-finished]');
if (end) {
  finished.postMessage(end.dataset.finished);
  if (end.dataset.next === undefined) window.close();
  else location.replace(end.dataset.next);
}
