// Selected rows have their actions in the toast: `form[data-selection]` around a table, and its `.toast`.
import { boxesOf, find, findKind, findKinds, targetIn } from './dom.js';

/** @param {Element | null | undefined} element */
function listAround(element) {
  const form = element?.closest('form[data-selection]');
  return form instanceof HTMLFormElement ? form : undefined;
}

/**
 * Selects a row, or no longer.
 * @param {HTMLElement | undefined} row
 */
export function toggleRow(row) {
  const box = listAround(row) && findKind(HTMLInputElement, 'input[type=checkbox]', row);
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {HTMLFormElement} form */
function showSelection(form) {
  const boxes = boxesOf('tbody', form);
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
  const [all] = boxesOf('thead', form);
  if (all) all.checked = boxes.length > 0 && chosen.length === boxes.length;
}

document.addEventListener('change', (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== 'checkbox') return;
  const form = listAround(box);
  if (!form) return;
  if (box.closest('thead')) {
    for (const each of boxesOf('tbody', form)) each.checked = box.checked;
  }
  showSelection(form);
});

document.addEventListener('click', (event) => {
  const form = listAround(targetIn(event, '[data-clear-selection]'));
  if (!form) return;
  for (const box of boxesOf('', form)) box.checked = false;
  showSelection(form);
});

for (const form of findKinds(HTMLFormElement, 'form[data-selection]')) showSelection(form);
