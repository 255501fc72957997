import { messageOf } from '../../lib/errors.ts';
import type { Action, Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError } from '../conversions.ts';
import * as http from '../http/fields.ts';
import { perform } from '../http/perform.ts';
import { requestOf } from '../http/request.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { refuseLength } from '../size.ts';

const html: InputDeclaration = {
  key: 'html',
  label: 'HTML',
  type: 'code',
  language: 'html',
  comments: 'A document or a piece of one.',
  example: '<p>Hello <b>Acme</b></p>',
  default: '',
  required: true,
};

async function readHtml(params: Params): Promise<string> {
  const text = read.text(params, html);
  const { refuseHtml } = await import('./sizes.ts');
  refuseHtml(text, html.label);
  return text;
}

/** The styles of a sheet stand at the elements then, which is all that many readers of mail look at. */
async function withInlineCss(params: Params): Promise<string> {
  const text = await readHtml(params);
  const { default: juice } = await import('juice/client');
  // To look for the ends of templates that have none takes longer with each of them.
  for (const name of Object.keys(juice.codeBlocks)) delete juice.codeBlocks[name];
  return made(() => juice(text));
}

async function formatted(params: Params): Promise<string> {
  const text = await readHtml(params);
  const { format } = await import('prettier/standalone');
  const plugin = await import('prettier/plugins/html');
  return await made(() => format(text, { parser: 'html', plugins: [plugin] }));
}

async function plainText(params: Params): Promise<string> {
  const text = await readHtml(params);
  const { convert } = await import('html-to-text');
  return made(() => convert(text, { wordwrap: false }));
}

async function made(make: () => string | Promise<string>): Promise<string> {
  try {
    const text = await make();
    refuseLength(text.length);
    return text;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`The input "${html.label}" cannot be worked on: ${messageOf(error).slice(0, 500)}`);
  }
}

const rows: Computed[] = [
  [
    'convertInlineCss',
    'Convert to inline CSS',
    'Puts the styles of style elements at the elements that they are for, as mail needs it.',
    [html],
    '<p style="color: red;">Hello</p>',
    withInlineCss,
  ],
  [
    'formatHtml',
    'Format HTML',
    'Writes HTML with line breaks and indents; scripts and styles in it stay as they are.',
    [html],
    '<p>Hello <b>Acme</b></p>\n',
    formatted,
  ],
  [
    'htmlToPlaintext',
    'HTML to plain text',
    'Writes what HTML says as text: lists with bullets, links with their addresses.',
    [html],
    'Hello Acme',
    plainText,
  ],
  [
    'stripHtmlTags',
    'Strip HTML tags',
    'Leaves out all tags, and scripts and styles with what they hold. What is left is written as it was.',
    [html],
    'Hello Acme',
    async (params) => (await import('./without-tags.ts')).withoutTags(read.text(params, html)),
  ],
];

const getHtmlFromUrl: Action = {
  key: 'getHtmlFromUrl',
  display: { label: 'Get HTML from URL', description: 'Fetches a page.' },
  inputs: [{ ...http.url, comments: 'The whole URL of the page.' }],
  perform: async (context, params) =>
    perform(context, { ...params, responseType: 'text' }, requestOf('GET', params, undefined)),
  examplePayload: { data: '<!doctype html><p>Hello</p>' },
};

export const htmlUtils: Component = {
  key: 'html-utils',
  public: true,
  display: { label: 'HTML utils', description: 'Works on HTML, such as that of mails.', category: 'Data' },
  actions: byKey([...computedActions(rows, 'html-utils', 4096), getHtmlFromUrl]),
  triggers: {},
  dataSources: {},
  connections: [],
};
