// The editor of code, JSON, YAML and markup, in the place of a textarea, which goes on holding the text for its form.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completeFromList,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  LRLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { parser as htmlParser } from '@lezer/html';

/** What a code step finds in its first argument. */
const CONTEXT = [
  ...['logger', 'configVars', 'executionState', 'instanceState', 'crossFlowState', 'integrationState'],
  ...[
    'executionId',
    'stepId',
    'stepName',
    'startedAt',
    'customer',
    'instance',
    'user',
    'integration',
    'flow',
  ],
  ...['webhookUrls', 'webhookApiKeys', 'invokeUrl'],
].map((label) => ({ label: `context.${label}`, type: 'property' }));

/** Earlier results, as the fields of the same step complete them. */
function results() {
  return optionsOf('known-references').map(({ value, label }) => ({
    label: `stepResults.${value}`,
    type: 'property',
    detail: label,
  }));
}

const optionsOf = (/** @type {string} */ list) =>
  [...document.querySelectorAll(`#${list} option`)].flatMap((option) =>
    option instanceof HTMLOptionElement ? [option] : [],
  );

/**
 * What a template can take from elsewhere, once its two brackets are open.
 * @param {import('@codemirror/autocomplete').CompletionContext} context
 */
function inTemplate(context) {
  const open = context.matchBefore(/\{\{[$#]?[^{}]*/);
  if (!open) return null;
  const references = optionsOf('known-references').map(({ value, label }) => ({
    label: `{{$${value}}}`,
    type: 'property',
    detail: label,
  }));
  const variables = optionsOf('known-variables').map(({ value }) => ({
    label: `{{#${value}}}`,
    type: 'variable',
  }));
  const apply = (/** @type {{ label: string }} */ option) => ({ ...option, apply: closing(option.label) });
  return {
    from: open.from,
    options: [...references, ...variables].map(apply),
    validFor: /^\{\{[$#]?[^{}]*$/,
  };
}

/**
 * Brackets that were closed while one typed are not doubled.
 * @param {string} label
 * @returns {(view: EditorView, completion: unknown, from: number, to: number) => void}
 */
const closing = (label) => (view, _, from, to) => {
  const behind = view.state.sliceDoc(to, to + 2);
  const end = to + (/^\}*/.exec(behind)?.[0].length ?? 0);
  view.dispatch({ changes: { from, to: end, insert: label }, selection: { anchor: from + label.length } });
};

/** @type {Record<string, () => import('@codemirror/state').Extension>} */
const LANGUAGES = {
  javascript: () => [
    javascript(),
    javascriptLanguage.data.of({ autocomplete: completeFromList([...CONTEXT, ...results()]) }),
  ],
  json,
  xml,
  yaml,
  template: () => EditorState.languageData.of(() => [{ autocomplete: inTemplate }]),
  html: () => LRLanguage.define({ parser: htmlParser }),
};

// Colours of the page itself, so that both themes are right.
const LOOK = EditorView.theme({
  '&': { color: 'var(--ink)', fontSize: 'var(--s, 13px)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono, monospace)', maxHeight: '70vh' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { background: 'transparent', color: 'var(--ink-3)', border: '0' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { background: 'var(--sunken)' },
  '.cm-tooltip': { background: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--edge)' },
});
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.tagName, tags.definitionKeyword], color: 'var(--brand)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok, inherit)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--sand, inherit)' },
  { tag: [tags.comment, tags.meta], color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.attributeName], color: 'var(--branch, inherit)' },
]);

/** @param {HTMLTextAreaElement} field */
function labelOf(field) {
  return field.getAttribute('aria-label') ?? field.labels[0]?.textContent ?? field.name;
}

/**
 * In a shadow of its own, where its styles need no leave of the page's policy.
 * @param {HTMLTextAreaElement} field
 */
function edit(field) {
  const language = LANGUAGES[field.dataset.language ?? ''];
  const host = document.createElement('div');
  host.className = 'code-editor';
  const root = host.attachShadow({ mode: 'open', delegatesFocus: true });
  const isChanged = () => field.value !== field.defaultValue;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      selection: { anchor: Math.min(field.selectionStart, field.value.replaceAll('\r\n', '\n').length) },
      extensions: [
        [lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets()],
        [autocompletion(), language ? language() : [], LOOK, syntaxHighlighting(COLOURS)],
        // Tab leaves the field, as it leaves any other.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': labelOf(field) }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) field.value = state.doc.toString();
        }),
        EditorView.domEventHandlers({
          blur() {
            if (isChanged()) field.dispatchEvent(new Event('change', { bubbles: true }));
          },
        }),
      ],
    }),
  });
  field.addEventListener('insert-text', (event) => {
    if (!(event instanceof CustomEvent)) return;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(String(event.detail)));
  });
  field.hidden = true;
  field.after(host);
  view.focus();
}

window.stepwellEdit = edit;
