import { randomUUID } from 'node:crypto';
import { InputError, toList } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { json, needed } from '../kit/fields.ts';
import { isRecord } from '../records.ts';

const actions = needed(
  json(
    'actions',
    'Batch actions',
    'A list of objects with collection, action (create, update, delete), key and data.',
    {
      example: '[{"collection": "accounts", "action": "create", "data": {"name": "Acme"}}]',
    },
  ),
);
const METHODS = new Map([
  ['create', 'POST'],
  ['update', 'PATCH'],
  ['delete', 'DELETE'],
]);

/** One of the requests, as a part of the batch. */
function partOf(each: unknown, index: number): string {
  const { collection, action, key, data, returnRepresentation } = isRecord(each) ? each : {};
  const method = METHODS.get(textOf(action));
  const [set, id] = [textOf(collection), textOf(key)];
  const isNamed = /^\w+$/.test(set) && (method === 'POST' || /^[^\s()/?#]+$/.test(id));
  if (!method || !isNamed)
    throw new InputError(
      `The input "Batch actions" has an entry ${index + 1} that says too little: give its collection, its action (create, update or delete), and the key of what is there.`,
    );
  const body = method === 'DELETE' ? '' : JSON.stringify(data ?? {});
  const headers = [
    ...(body === '' ? [] : ['Content-Type: application/json; type=entry']),
    ...(returnRepresentation === true ? ['Prefer: return=representation'] : []),
    ...(method === 'PATCH' ? ['If-Match: *'] : []),
  ];
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    `Content-ID: ${index + 1}`,
    '',
    `${method} /api/data/v9.2/${set}${method === 'POST' ? '' : `(${id})`} HTTP/1.1`,
    ...headers,
    '',
    body,
  ].join('\r\n');
}

/** What each of the requests was answered: the parts stand between lines that begin with two dashes. */
function answersIn(text: string) {
  return text.split(/^--\S*\s*$/m).flatMap((part) => {
    const [, status, head = '', body = ''] = ANSWER.exec(part) ?? [];
    const [, id] = /^OData-EntityId:\s*(\S+)/im.exec(head) ?? [];
    if (status === undefined) return [];
    return [{ status: Number(status), ...(id === undefined ? {} : { id }), data: jsonOf(body.trim()) }];
  });
}

const ANSWER = /HTTP\/1\.1 (\d{3})([\s\S]*?)(?:\r?\n){2}([\s\S]*)/;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const batch = (): ActionRow => ({
  key: 'batchEntityActions',
  label: '[CRM] Batch entity actions',
  description: 'Adds, changes and deletes records at once: all of them, or none.',
  fields: [actions],
  async perform({ ask }, params) {
    const all = toList(actions.value(params), actions.input.label);
    if (all.length === 0) return [];
    const [outer, inner] = [`batch_${randomUUID()}`, `changeset_${randomUUID()}`];
    const parts = all.map((each, index) => `--${inner}\r\n${partOf(each, index)}\r\n`).join('');
    const data = `--${outer}\r\nContent-Type: multipart/mixed; boundary=${inner}\r\n\r\n${parts}--${inner}--\r\n--${outer}--\r\n`;
    const headers = { 'content-type': `multipart/mixed; boundary=${outer}` };
    const answer = await ask({ method: 'POST', path: '/$batch', data, headers, responseType: 'text' });
    return answersIn(textOf(answer.data));
  },
  example: [{ status: 201, data: { accountid: '00000000-0000-0000-0000-000000000002', name: 'Acme' } }],
});
