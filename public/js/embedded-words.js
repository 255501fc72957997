// Words that the page around a frame wants in place of ours: by our own text, or by the field's names of a few phrases.
import { find } from './dom.js';
import { asRecord } from './embedded-records.js';

/** @type {Record<string, string>} */
const OURS = {
  'integration-marketplace__card.pausedLabel': 'Paused',
  'integration-marketplace__card.runningLabel': 'Active',
  'integration-marketplace__card.activateLabel': 'Not finished',
  'integration-marketplace__card.connectionConnectedLabel': 'Connected',
  'integration-marketplace__card.connectionErrorLabel': 'Needs attention',
  'integration-marketplace__filterBar.allButton': 'All',
};

/** @param {unknown} translation `{ phrases: { …, dynamicPhrase: { text: text } } }` */
export function translate(translation) {
  const { dynamicPhrase, ...phrases } = asRecord(asRecord(translation).phrases);
  /** @type {Map<string, string>} */
  const words = new Map();
  for (const [name, phrase] of Object.entries({ ...phrases, ...asRecord(dynamicPhrase) })) {
    const text = typeof phrase === 'string' ? phrase : asRecord(phrase)._;
    if (typeof text === 'string') words.set(OURS[name] ?? name, text);
  }
  if (words.size === 0) return;
  const walker = document.createTreeWalker(find('body') ?? document, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue?.trim() ?? '';
    const other = words.get(text);
    if (other !== undefined && node.nodeValue) node.nodeValue = node.nodeValue.replace(text, () => other);
  }
}
