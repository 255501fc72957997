// Fields that save or search at once: the button is there for those without scripts.
import { targetIn } from './dom.js';

document.addEventListener('change', (event) => {
  const field = targetIn(event, '[data-submit]');
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.form?.requestSubmit();
});

// Forms that save each field as it is changed.
document.addEventListener('change', (event) => {
  const form = event.target instanceof Element ? event.target.closest('form[data-saves]') : undefined;
  if (form instanceof HTMLFormElement) form.requestSubmit();
});
