import { valueAt } from '../../lib/records.ts';
import type {
  Action,
  ActionContext,
  ActionResult,
  DataSource,
  InputDeclaration,
  Params,
} from '../component.ts';
import { InputError, toBoolean } from '../conversions.ts';
import * as http from '../http/fields.ts';
import type { FullResponse } from '../http/response.ts';
import { isRecord } from '../records.ts';
import { type Field, flag, objectOf } from './fields.ts';
import { type Ask, ask, askRaw, type CallContext, type Service } from './service.ts';

type Named = { key: string; label: string; description: string };

/** One call of a service's API: a row of a connector's table. */
export type Call = {
  /** `POST /repos/{owner}/{repo}/hooks`: fields in braces go into the path, `{+path}` with its slashes. */
  request: string;
  fields?: readonly Field[];
  /** How the fields are sent that are not in the path; GET and DELETE have them in the query, others as JSON. */
  sends?: 'query' | 'json' | 'form' | 'file';
  /** What is sent in any case, in the same place; or made of what the fields say. */
  fixed?: Record<string, unknown> | ((params: Params) => Record<string, unknown>);
  shape?(sent: Record<string, unknown>, context: CallContext): unknown;
  headers?: Record<string, string>;
  responseType?: Ask['responseType'];
  /** Where the answer holds what the step is for, or what is made of it; all of it when left out. */
  result?: string | ((data: unknown, response: FullResponse) => unknown);
  pages?: Pages;
};

/** How lists go on. */
export type Pages = {
  /** Where the items stand in an answer; empty: the answer is the list. */
  items: string;
  /** What is asked for next, or the path where it stands; undefined at the end. */
  next(response: FullResponse): Record<string, unknown> | string | undefined;
};

/** An action that makes one call; or one that is made of several, in `perform`. */
export type ActionRow = Named & {
  example: unknown;
  /** The input that takes the connection, where this action calls it otherwise. */
  connectionKey?: string;
  /** What it looks at of the states; nothing when left out. */
  reads?: Action['stateReads'];
} & (
    | Call
    | {
        fields?: readonly Field[];
        takesFiles?: readonly string[];
        perform(calls: Calls, params: Params, context: ActionContext): Promise<unknown>;
      }
  );

export type SourceRow = Named & { type?: string; connectionKey?: string } & (
    | Call
    | { fields?: readonly Field[]; perform(context: CallContext, params: Params): Promise<unknown> }
  );

/** Calls of a service for one step. */
export type Calls = {
  ask(request: Ask): Promise<FullResponse>;
  make(call: Call, params?: Params): Promise<FullResponse>;
};

const MOST_PAGES = 100;

const fetchAll = flag(
  'fetchAll',
  'Fetch all',
  `Fetch all pages as one, up to ${MOST_PAGES} of them, instead of one page.`,
);

const inputsOf = (fields: readonly Field[] = []) => fields.map(({ input }) => input);

export function callAction(
  service: Service,
  options: readonly InputDeclaration[],
  connection: InputDeclaration,
  row: ActionRow,
): Action {
  const { key, label, description, example, fields, connectionKey = connection.key, reads = () => [] } = row;
  const own = { ...service, connectionKey };
  const paged = 'pages' in row && row.pages ? [fetchAll.input] : [];
  return {
    key,
    display: { label, description },
    inputs: [{ ...connection, key: connectionKey }, ...inputsOf(fields), ...paged, ...options],
    ...('takesFiles' in row && row.takesFiles ? { takesFiles: row.takesFiles } : {}),
    stateReads: reads,
    async perform(context, params): Promise<ActionResult> {
      if ('perform' in row)
        return resultOf(await row.perform(callsOf(own, context, params), params, context));
      const response = await make(own, context, params, row);
      return resultOf(picked(row, response), response);
    },
    examplePayload: { data: example },
  };
}

/** Bytes are a file with a type. */
function resultOf(data: unknown, response?: FullResponse): ActionResult {
  const type = response?.headers['content-type'];
  if (!(data instanceof Uint8Array)) return { data };
  return { data, contentType: typeof type === 'string' ? type : 'application/octet-stream' };
}

export function callSource(
  service: Service,
  options: readonly InputDeclaration[],
  connection: InputDeclaration,
  row: SourceRow,
): DataSource {
  const { key, label, description, fields, type = 'picklist', connectionKey = connection.key } = row;
  const own = { ...service, connectionKey };
  return {
    key,
    display: { label, description },
    inputs: [{ ...connection, key: connectionKey }, ...inputsOf(fields), ...options],
    dataSourceType: type,
    async perform(context, params) {
      if ('perform' in row) return { result: await row.perform(context, params) };
      const asked = { ...params, fetchAll: row.pages !== undefined };
      return { result: picked(row, await make(own, context, asked, row)) };
    },
  };
}

/** The raw request that every connector of a service has, for what has no action of its own. */
export function rawRequest(
  service: Service,
  options: readonly InputDeclaration[],
  connection: InputDeclaration,
): Action {
  return {
    key: 'rawRequest',
    display: {
      label: 'Raw request',
      description: `Sends any request to ${service.label}, with the connection’s credentials.`,
    },
    inputs: [
      connection,
      { ...http.url, comments: 'The path, such as /items: the address of the service stands before it.' },
      http.method,
      http.data,
      http.formData,
      http.fileData,
      http.fileDataFileNames,
      http.queryParams,
      http.headers,
      http.responseType,
      http.timeout,
      http.debugRequest,
      http.retryDelayMS,
      http.retryOnAllErrors,
      http.maxRetries,
      http.useExponentialBackoff,
      ...options,
    ],
    stateReads: () => [],
    perform: (context, params) =>
      askRaw(service, context, String(params.method ?? http.method.default).toUpperCase(), params),
    examplePayload: { data: { id: 42 } },
  };
}

const callsOf = (service: Service, context: CallContext, params: Params): Calls => ({
  ask: (request) => ask(service, context, params, request),
  make: (call, own = params) => make(service, context, { ...params, ...own }, call),
});

async function make(
  service: Service,
  context: CallContext,
  params: Params,
  call: Call,
): Promise<FullResponse> {
  const first = requestOf(call, params, context);
  const response = await ask(service, context, params, first);
  const { pages } = call;
  if (!pages || !toBoolean(params[fetchAll.input.key], fetchAll.input.label)) return response;
  const items = [...itemsIn(pages, response)];
  let last = response;
  for (let more = pages.next(last), count = 1; more; more = pages.next(last), count += 1) {
    if (count === MOST_PAGES) {
      context.logger.warn(`${service.label} has more than ${MOST_PAGES} pages: the rest is left out`);
      break;
    }
    last = await ask(service, context, params, continued(first, more));
    for (const item of itemsIn(pages, last)) items.push(item);
  }
  return { ...last, data: withItems(last.data, pages.items, items) };
}

function continued(first: Ask, more: Record<string, unknown> | string): Ask {
  if (typeof more === 'string') return { ...first, path: more, query: {} };
  return isRecord(first.data)
    ? { ...first, data: { ...first.data, ...more } }
    : { ...first, query: { ...first.query, ...more } };
}

function itemsIn({ items }: Pages, { data }: FullResponse): unknown[] {
  const found = valueAt(data, items);
  return Array.isArray(found) ? found : [];
}

function withItems(data: unknown, path: string, items: unknown[]): unknown {
  const [name = '', ...rest] = path.split('.');
  if (name === '') return items;
  return isRecord(data)
    ? { ...data, [name]: withItems(data[name], rest.join('.'), items) }
    : { [name]: items };
}

function picked({ result }: Call, response: FullResponse): unknown {
  if (typeof result === 'function') return result(response.data, response);
  return result === undefined ? response.data : valueAt(response.data, result);
}

function requestOf(call: Call, params: Params, context: CallContext): Ask {
  const [method = 'GET', template = '/'] = call.request.split(' ');
  const fields = call.fields ?? [];
  const inPath = new Set([...template.matchAll(/\{\+?([\w.]+)\}/g)].map(([, name]) => name));
  const path = template.replaceAll(/\{(\+?)([\w.]+)\}/g, (_, slashes: string, name: string) =>
    pathPart(fields, params, name, slashes === '+'),
  );
  const sent = {
    ...(typeof call.fixed === 'function' ? call.fixed(params) : call.fixed),
    ...objectOf(
      fields.filter(({ to }) => !inPath.has(to)),
      params,
    ),
  };
  const { headers, responseType, sends = method === 'GET' || method === 'DELETE' ? 'query' : 'json' } = call;
  const shaped = call.shape ? call.shape(sent, context) : sent;
  if (sends === 'query')
    return { method, path, query: isRecord(shaped) ? shaped : {}, headers, responseType };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    method,
    path,
    data: shaped,
    headers: sends === 'form' ? { ...form, ...headers } : headers,
    responseType,
  };
}

function pathPart(fields: readonly Field[], params: Params, name: string, keepsSlashes: boolean): string {
  const field = fields.find(({ to }) => to === name);
  const value = field?.value(params);
  const text = value === undefined || value === null ? '' : String(value);
  const parts = keepsSlashes ? text.split('/') : [text];
  // They would lead to another place of the service than the action is for.
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new InputError(
      `The input "${field?.input.label ?? name}" holds ${JSON.stringify(text)}, which cannot be part of an address: give a name or an id.`,
    );
  return parts.map(encodeURIComponent).join('/');
}
