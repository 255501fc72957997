// What a form has done stands in the address, and is said once: not again after a reload.
import { findAll } from './dom.js';

const address = new URL(location.href);
for (const { dataset } of findAll('[data-said-by]')) {
  for (const name of dataset.saidBy?.split(' ') ?? []) address.searchParams.delete(name);
}
if (address.href !== location.href) history.replaceState(history.state, '', address);
