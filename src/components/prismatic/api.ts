import type { ActionContext, Params } from '../component.ts';
import { InputError, toText } from '../conversions.ts';
import { isRecord, ownValue } from '../records.ts';

type Fields = Record<string, unknown>;
export type Filter = Record<string, string | number | boolean | null | undefined>;

/** This installation's API, as whoever has the connection's token. */
export type Api = {
  /** @throws Error with what the API says, where it refuses */
  get(path: string, query?: Filter): Promise<Fields>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Fields>;
  /** Of what is answered with a tag, that tag. */
  tagOf(path: string): Promise<string>;
};

/** A request may ask for so much of the API, since a few lines of GraphQL can ask for everything of everything. */
const MOST_CALLS = 500;

/** @param connection the input's value */
export function apiOf({ host }: ActionContext, params: Params): Api {
  const token = tokenOf(params);
  let calls = 0;
  const call = async (
    method: string,
    path: string,
    more: { headers?: Record<string, string>; body?: string },
  ) => {
    if (!host.api) throw new Error('The API of this installation is not served here.');
    calls += 1;
    if (calls > MOST_CALLS)
      throw new Error(`This asks for more than ${MOST_CALLS} things at once, the limit: ask for less.`);
    const response = await host.api({ method, path, token, ...more });
    if (response.ok) return response;
    throw new Error(`${method} ${path} was refused: ${await messageIn(response)}`);
  };
  const fieldsOf = async (response: Response): Promise<Fields> => {
    const answer: unknown = response.status === 204 ? {} : await response.json();
    return isRecord(answer) ? answer : {};
  };
  return {
    get: async (path, query = {}) =>
      fieldsOf(await call('GET', path + searchOf(query), { headers: JSON_WANTED })),
    send: async (method, path, body, headers = { 'content-type': 'application/json' }) =>
      fieldsOf(
        await call(method, path, {
          headers,
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    tagOf: async (path) => (await call('GET', path, { headers: JSON_WANTED })).headers.get('etag') ?? '',
  };
}

const JSON_WANTED = { accept: 'application/json' };

function tokenOf(params: Params): string {
  const connection = ownValue(params, 'connection');
  const fields = isRecord(connection) ? ownValue(connection, 'fields') : undefined;
  const token = isRecord(fields) ? toText(ownValue(fields, 'apiKey'), 'Connection').trim() : '';
  if (token !== '') return token;
  throw new InputError(
    'The input "Connection" has no refresh token: make an API token of this installation under Settings, API tokens, and put it in its place.',
  );
}

function searchOf(query: Filter): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  return search.size > 0 ? `?${search}` : '';
}

async function messageIn(response: Response): Promise<string> {
  const answer: unknown = await response.json().catch(() => undefined);
  const error = isRecord(answer) ? ownValue(answer, 'error') : undefined;
  const issues = isRecord(error) && Array.isArray(error.issues) ? error.issues : [];
  const said = issues.map((issue) => (isRecord(issue) ? `${issue.path} ${issue.message}` : ''));
  const message = isRecord(error) ? String(error.message) : `status ${response.status}`;
  return [message, ...said.filter((each) => !message.includes(each))].join(' ');
}
