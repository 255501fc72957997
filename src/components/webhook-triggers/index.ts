import type { Component, HttpResponse, InputDeclaration, Params, Trigger } from '../component.ts';
import { isUnset, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { toHeaders, toStatusCode } from '../responses.ts';

const statusCode: InputDeclaration = {
  key: 'statusCode',
  label: 'Response status code',
  type: 'string',
  comments: 'Status of the answer to an asynchronous call, from 200 to 599.',
  example: '202',
  default: '',
};

const contentType: InputDeclaration = {
  key: 'contentType',
  label: 'Response content type',
  type: 'string',
  comments: 'Media type of the answer body.',
  example: 'application/json',
  default: '',
};

const headers: InputDeclaration = {
  key: 'headers',
  label: 'Additional response headers',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Headers to add to the answer.',
  example: 'X-Received-By: Acme',
};

const body: InputDeclaration = {
  key: 'body',
  label: 'Response body',
  type: 'text',
  comments: 'Body of the answer. When all four inputs are empty, the answer holds the id of the execution.',
  example: '{"status": "accepted"}',
  default: '',
};

/** What triggers that are called say of their answer, in the order of the form. */
export const responseInputs = [statusCode, contentType, headers, body];

/** The answer that these inputs describe; undefined where all are empty. */
export function staticResponse(params: Params): HttpResponse | undefined {
  const status = given(params, statusCode);
  const type = read.text(params, contentType).trim();
  const lines = toHeaders(given(params, headers), headers.label);
  const content = given(params, body);
  const hasHeaders = Object.keys(lines).length > 0;
  if (isUnset(status) && type === '' && !hasHeaders && isUnset(content)) return undefined;
  return {
    statusCode: isUnset(status) ? 200 : toStatusCode(status, statusCode.label),
    ...(type === '' ? {} : { contentType: type }),
    ...(hasHeaders ? { headers: lines } : {}),
    ...(isUnset(content) ? {} : { body: toText(content, body.label) }),
  };
}

const webhook: Trigger = {
  key: 'webhook',
  display: {
    label: 'Webhook',
    description:
      'Starts the flow when an HTTP request arrives at its address. Elsewhere called “Universal Webhook”.',
  },
  inputs: responseInputs,
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  staticResponse,
  perform: (_context, payload) => ({ payload }),
  examplePayload: {
    payload: {
      headers: { 'Content-Type': 'application/json' },
      queryParameters: { source: 'acme', tag: ['red', 'blue'] },
      rawBody: { data: '{"id":"17"}', contentType: 'application/json' },
      body: { data: { id: '17' }, contentType: 'application/json' },
      pathFragment: 'orders/new',
    },
  },
};

export const webhookTriggers: Component = {
  key: 'webhook-triggers',
  public: true,
  display: {
    label: 'Webhook',
    description: 'Starts a flow by an HTTP request.',
    category: 'Triggers',
  },
  actions: {},
  triggers: { webhook },
  dataSources: {},
  connections: [],
};
