// A form that was refused says all that is wrong at once, in our words: the browser would say one.
import { find, findKinds } from './dom.js';

for (const form of findKinds(HTMLFormElement, 'form[method=post]')) form.noValidate = true;

// To its summary first.
find('.banner[role=alert][tabindex]')?.focus();
