// Fields that save or search at once: the button is there for those without scripts.
import { targetIn } from './dom.js';

document.addEventListener('change', (event) => {
  const field = targetIn(event, '[data-submit]');
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.form?.requestSubmit();
});

/** The button of such a form that is being pressed. @type {HTMLButtonElement | undefined} */
let pressed;

// Forms that save each field as it is changed.
document.addEventListener('change', (event) => {
  const form = event.target instanceof Element ? event.target.closest('form[data-saves]') : undefined;
  // A button that is pressed from within the field sends it too: twice, the second would be about a draft of before.
  if (form instanceof HTMLFormElement && pressed?.form !== form) form.requestSubmit();
});

document.addEventListener('pointerdown', (event) => {
  const button = targetIn(event, 'form[data-saves] button');
  pressed = button instanceof HTMLButtonElement && button.type === 'submit' ? button : undefined;
});

document.addEventListener('pointerup', (event) => {
  if (!pressed || (event.target instanceof Node && pressed.contains(event.target))) return;
  // Let go elsewhere, it sends nothing.
  pressed.form?.requestSubmit();
  pressed = undefined;
});

for (const kind of ['click', 'pointercancel'])
  document.addEventListener(kind, () => {
    pressed = undefined;
  });
