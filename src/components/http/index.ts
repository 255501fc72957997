import type { Action, Component, InputDeclaration } from '../component.ts';
import { refuse } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { dataBody, formBody, rawBody } from './body.ts';
import { connections } from './connections.ts';
import * as fields from './fields.ts';
import { perform } from './perform.ts';
import { requestOf } from './request.ts';

const COMMON = [
  fields.queryParams,
  fields.headers,
  fields.responseType,
  fields.timeout,
  fields.debugRequest,
  fields.ignoreSslErrors,
  fields.includeFullResponse,
  fields.maxRedirects,
  fields.maxRetries,
  fields.retryDelayMS,
];
const OPTIONS = [...COMMON, fields.retryOnAllErrors, fields.useExponentialBackoff];
const EXAMPLE = { id: 42, name: 'Acme' };

type Verb = {
  key: string;
  method: string;
  description: string;
  inputs?: InputDeclaration[];
  example?: unknown;
};

function verb({ key, method, description, inputs = [], example = EXAMPLE }: Verb): Action {
  const hasData = inputs.includes(fields.data);
  return {
    key,
    display: { label: `${method} request`, description },
    inputs: [fields.connection, fields.url, ...inputs, ...OPTIONS],
    ...(hasData ? { takesFiles: [fields.data.key] } : {}),
    perform: async (context, params) =>
      perform(context, params, requestOf(method, params, hasData ? dataBody : undefined)),
    examplePayload: { data: example },
  };
}

const httpPostFormData: Action = {
  key: 'httpPostFormData',
  display: { label: 'Form data request', description: 'Sends a form with fields and files (multipart).' },
  inputs: [
    fields.connection,
    fields.url,
    fields.httpMethod,
    fields.formData,
    fields.fileData,
    fields.fileDataFileNames,
    ...OPTIONS,
  ],
  perform: async (context, params) =>
    perform(
      context,
      params,
      requestOf(chosen(read.text(params, fields.httpMethod), fields.httpMethod), params, formBody),
    ),
  examplePayload: { data: EXAMPLE },
};

const rawRequest: Action = {
  key: 'rawRequest',
  takesFiles: [fields.data.key],
  display: {
    label: 'Raw request',
    description:
      'Sends a request with any method and any kind of body. Stepwell’s own: elsewhere it may be unknown.',
  },
  inputs: [
    fields.connection,
    fields.url,
    fields.method,
    fields.data,
    fields.formData,
    fields.fileData,
    fields.fileDataFileNames,
    ...COMMON,
    fields.retryAllErrors,
    fields.useExponentialBackoff,
  ],
  perform: async (context, params) =>
    perform(
      context,
      params,
      requestOf(chosen(read.text(params, fields.method), fields.method), params, rawBody),
    ),
  examplePayload: { data: EXAMPLE },
};

/** The method that a select input holds, upper case. */
function chosen(text: string, input: InputDeclaration): string {
  const method = text.trim().toUpperCase();
  const known = (input.model ?? []).map((choice) => choice.value.toUpperCase());
  return known.includes(method) ? method : refuse(text, input.label, `one of ${known.join(', ')}`);
}

const verbs: Verb[] = [
  { key: 'httpGet', method: 'GET', description: 'Fetches something.' },
  {
    key: 'httpPost',
    method: 'POST',
    description: 'Sends data, most often to create something.',
    inputs: [fields.data],
  },
  {
    key: 'httpPut',
    method: 'PUT',
    description: 'Sends data that replaces something.',
    inputs: [fields.data],
  },
  {
    key: 'httpPatch',
    method: 'PATCH',
    description: 'Sends data that changes a part of something.',
    inputs: [fields.data],
  },
  {
    key: 'httpDelete',
    method: 'DELETE',
    description:
      'Removes something. Data may go with it, which not every system reads: an input of Stepwell’s own, empty elsewhere.',
    inputs: [fields.data],
  },
  {
    key: 'httpHead',
    method: 'HEAD',
    description: 'Fetches only the headers of something. Stepwell’s own: elsewhere it may be unknown.',
    example: { 'content-type': 'application/json', 'content-length': '2048' },
  },
];

export const http: Component = {
  key: 'http',
  public: true,
  display: { label: 'HTTP', description: 'Sends requests to any system with an HTTP API.', category: 'Data' },
  actions: byKey([...verbs.map(verb), httpPostFormData, rawRequest]),
  triggers: {},
  dataSources: {},
  connections,
};
