// Menus, <details name="menu">, close on Esc and on a click outside, and give the focus back.
import { find, findKinds, targetIn } from './dom.js';

/** @param {Element} [except] */
export function closeMenus(except) {
  for (const menu of findKinds(HTMLDetailsElement, 'details.menu[open]')) {
    if (menu === except || (except && menu.contains(except))) continue;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) find('summary', menu)?.focus();
  }
}

document.addEventListener('click', (event) => {
  closeMenus(targetIn(event, 'details.menu'));
});
