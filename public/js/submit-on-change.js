// Fields that save or search at once: the button is there for those without scripts.
import { targetIn } from './dom.js';

document.addEventListener('change', (event) => {
  const field = targetIn(event, '[data-submit]');
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.form?.requestSubmit();
});
