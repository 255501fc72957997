// A link with `data-popup` opens a window of its own, where somebody signs in at another system. The page that they end
// on has `data-finished`: it tells the other pages, and closes or goes on. What has changed is shown anew in `[data-renewed-by]`.
import { find, findAll, targetIn } from './dom.js';
import { say } from './say.js';

const SIZE = 'popup,width=560,height=720';
const finished = new BroadcastChannel('finished');

document.addEventListener('click', (event) => {
  const link = targetIn(event, 'a[data-popup]');
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.href);
  address.searchParams.set('window', 'popup');
  // Where the browser opens none, the link leads there on this page.
  if (window.open(address, '_blank', SIZE)) event.preventDefault();
});

finished.addEventListener('message', ({ data }) => {
  if (
    typeof data === 'string' &&
    findAll('[data-renewed-by]').some((part) => part.dataset.renewedBy === data)
  )
    void renew(data);
});

/** @param {string} what */
async function renew(what) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of findAll('[data-renewed-by]')) {
    const fresh = part.dataset.renewedBy === what ? page.getElementById(part.id) : null;
    if (fresh) part.replaceWith(fresh);
  }
  say('Signed in.');
}

const end = find('[data-finished]');
if (end) {
  finished.postMessage(end.dataset.finished);
  if (end.dataset.next === undefined) window.close();
  else location.replace(end.dataset.next);
}
