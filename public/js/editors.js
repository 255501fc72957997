// Whoever begins to write code gets an editor for it: it is loaded then, and once.
import { find, targetIn } from './dom.js';

/** @type {Promise<void> | undefined} */
let loading;

/** @param {string} source */
function load(source) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = source;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', reject);
    document.head.append(script);
  });
  return loading;
}

document.addEventListener('focusin', async (event) => {
  const field = targetIn(event, 'textarea[data-language]');
  const source = find('[data-editor]')?.dataset.editor;
  if (!(field instanceof HTMLTextAreaElement) || !source) return;
  await load(source);
  // Somebody may have gone on meanwhile.
  if (document.activeElement === field) window.stepwellEdit?.(field);
});
