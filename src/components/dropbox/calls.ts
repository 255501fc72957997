import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import type { FullResponse } from '../http/response.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { choice, type Field, flag, needed, number, objectOf, text } from '../kit/fields.ts';
import { ask, type CallContext, type Service } from '../kit/service.ts';

const serviceAt = (baseUrl: string): Service => ({
  label: 'Dropbox',
  connectionKey: 'dropboxConnection',
  connect({ configVarKey, token }) {
    return { configVarKey, fields: { baseUrl, clientId: '' }, ...(token ? { token } : {}) };
  },
});

export const service = serviceAt('https://api.dropboxapi.com/2');
/** Files themselves are sent and fetched elsewhere. */
const content = serviceAt('https://content.dropboxapi.com/2');

const userType = choice('userType', 'Team user type', 'Whom of a team the connection is used as.', [
  'admin',
  'user',
]);
const teamMemberId = text('teamMemberId', 'Team member ID', 'Whom of a team the connection is used for.', {
  example: 'dbmid:FDFSVF-DFSDF',
});
export const member = [userType, teamMemberId];
/** Of actions that are made for a person of a team in any case. */
export const asUser = teamMemberId;

const pathText = (key: string, label: string, comments: string, example = '/orders/42.json') =>
  text(key, label, comments, { example });
export const path = needed(pathText('path', 'Path', 'Where it is; it begins with a slash.'));
export const folderPath = pathText('path', 'Directory path', 'The folder; empty for the root.', '/orders');
export const cursor = text('cursor', 'Cursor', 'Where an earlier answer has ended: its cursor.');
export const limit = number('limit', 'Limit', 'How many to return at once.', { example: '25' });
export const recursive = flag('recursive', 'Recursive', 'Whether folders in it are looked into, too.');
export const fileId = needed(
  text('fileId', 'File ID', 'The ID of the file.', { to: 'file', example: 'id:3kmLmQFnf1AAAAAAAAAAAw' }),
);
export { pathText };

/** Where in Dropbox, as it wants paths: they begin with a slash, but for IDs and the root, which is empty. */
export function placeOf(value: unknown): string {
  const place = textOf(value).trim();
  if (place === '' || place === '/') return '';
  if (place.startsWith('/') || /^(id|rev|ns):/.test(place)) return place;
  throw new InputError(
    `The path ${JSON.stringify(place)} does not begin with a slash, as paths in Dropbox do: write it like /orders/42.json.`,
  );
}

/** Whom of a team a call is made for. */
function memberOf(params: Params): Record<string, string> {
  const id = textOf(teamMemberId.value(params));
  if (id === '') return {};
  const role = textOf(userType.value(params)) === 'admin' ? 'admin' : 'user';
  return { [`dropbox-api-select-${role}`]: id };
}

/** As the field’s connector answers: the answer with its status. */
const whole = ({ status, headers, data }: FullResponse) => ({ status, headers, result: data });

export type Context = CallContext;

/** Asks Dropbox something, in whose notation all calls are alike. */
export async function asked(context: Context, params: Params, method: string, data?: unknown) {
  const headers = memberOf(params);
  return whole(await ask(service, context, params, { method: 'POST', path: `/${method}`, data, headers }));
}

/** Headers hold ASCII alone. */
const headerOf = (data: unknown) =>
  JSON.stringify(data).replaceAll(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Sends or fetches a file. */
export async function transfer(
  context: Context,
  params: Params,
  { method, about, data }: { method: string; about: unknown; data?: Uint8Array },
): Promise<FullResponse> {
  const isSent = data !== undefined;
  return ask(content, context, params, {
    method: 'POST',
    path: `/${method}`,
    ...(isSent ? { data } : { responseType: 'binary' as const }),
    headers: {
      ...memberOf(params),
      'dropbox-api-arg': headerOf(about),
      'content-type': isSent ? 'application/octet-stream' : 'text/plain; charset=utf-8',
    },
  });
}

type Row = Pick<ActionRow, 'key' | 'label' | 'description' | 'example'> & {
  method: string;
  fields: readonly Field[];
  /** What is sent, made of the fields. */
  shape?(sent: Record<string, unknown>): unknown;
  /** How lists go on: the call that takes the cursor alone. */
  more?: string;
};

const UNSENT = new Set([...member, cursor].map(({ to }) => to));

/** An action that is one call. */
export const row = ({ method, fields, shape, more, example, ...named }: Row): ActionRow => ({
  ...named,
  fields,
  async perform(_calls: Calls, params, context) {
    const from = more === undefined ? undefined : cursor.value(params);
    if (more !== undefined && from !== undefined) return asked(context, params, more, { cursor: from });
    const sent = objectOf(
      fields.filter(({ to }) => !UNSENT.has(to)),
      params,
    );
    if ('path' in sent) sent.path = placeOf(sent.path);
    return asked(context, params, method, shape ? shape(sent) : sent);
  },
  example: { status: 200, headers: {}, result: example },
});

/** The file in an answer, whose own facts stand in a header. */
export const factsOf = ({ headers }: FullResponse): unknown => {
  const facts = headers['dropbox-api-result'];
  try {
    return typeof facts === 'string' ? JSON.parse(facts) : {};
  } catch {
    return {};
  }
};

/** What an answer says that it is. */
export const tagOf = (data: unknown): string =>
  typeof data === 'object' && data !== null && '.tag' in data ? textOf(data['.tag']) : '';
