// Fills in what the page around a frame knows already.
import { findAll } from './dom.js';
import { asRecord } from './embedded-records.js';

/** @typedef {Record<string, { name: string, inputs?: Record<string, string> }>} Fields by config variable */

/**
 * @param {Fields} fields
 * @param {unknown} given `{"Key": {value}}`, of connections `{inputs: {name: {value}}}`
 */
export function fillIn(fields, given) {
  for (const [key, what] of Object.entries(asRecord(given))) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!field) continue;
    const { value, inputs, timeZone } = asRecord(what);
    for (const [input, each] of Object.entries(asRecord(inputs)))
      put(field.inputs?.[input], asRecord(each).value);
    if (value !== undefined) {
      // Of a schedule that is given as a line.
      put(`${field.name}.unit`, 'custom');
      put(field.name, value);
    }
    if (typeof timeZone === 'string') put(`${field.name}.zone`, timeZone);
  }
}

/**
 * @param {string | undefined} name
 * @param {unknown} value
 */
function put(name, value) {
  const text = textOf(value);
  for (const control of findAll('input, select, textarea')) {
    if (control instanceof HTMLInputElement && control.name === name) {
      if (control.type === 'radio' || control.type === 'checkbox')
        control.checked = control.type === 'radio' ? control.value === text : text === 'true';
      else control.value = text;
    } else if (
      (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) &&
      control.name === name
    )
      control.value = text;
    else continue;
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/**
 * A list is a line each, of keys and values `key: value`.
 * @param {unknown} value
 */
function textOf(value) {
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return value
    .map((item) => {
      const { key, value: own } = asRecord(item);
      return key === undefined ? String(item) : `${key}: ${own}`;
    })
    .join('\n');
}
