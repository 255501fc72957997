import type { Action, Component, Input } from '../component.ts';
import { isUnset } from '../inputs.ts';
import { given, read } from '../read.ts';
import { toHeaders, toStatusCode } from '../responses.ts';

const statusCode: Input = {
  key: 'statusCode',
  label: 'HTTP status code',
  type: 'string',
  comments: 'Status of the answer to a synchronous call, from 200 to 599.',
  example: '200',
  default: '200',
  required: true,
};

const jsonBody: Input = {
  key: 'jsonBody',
  label: 'Response body',
  type: 'code',
  language: 'json',
  comments: 'Body of the answer to a synchronous call: text as it is written, anything else as JSON.',
  example: '{"status": "done"}',
  default: '',
};

const contentType: Input = {
  key: 'contentType',
  label: 'Response content type',
  type: 'string',
  comments: 'Media type of the body.',
  example: 'application/json',
  default: 'application/json',
};

const headers: Input = {
  key: 'headers',
  label: 'HTTP headers',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Headers to add to the answer.',
  example: 'X-Handled-By: Acme',
};

const stopExecutionAction: Action = {
  key: 'stopExecution',
  display: {
    label: 'Stop execution',
    description: 'Ends the execution here, with success, and sets the answer to a synchronous call.',
  },
  inputs: [statusCode, jsonBody, contentType, headers],
  terminateExecution: true,
  perform(_context, params) {
    const type = read.text(params, contentType).trim();
    const body = given(params, jsonBody);
    return {
      // Text goes out as it was written: reading it as JSON would change its numbers.
      data: isUnset(body) ? '' : body,
      statusCode: toStatusCode(given(params, statusCode), statusCode.label),
      contentType: type,
      headers: toHeaders(given(params, headers), headers.label),
    };
  },
  examplePayload: { data: { status: 'done' }, statusCode: 200, contentType: 'application/json', headers: {} },
};

export const stopExecution: Component = {
  key: 'stop-execution',
  public: true,
  display: { label: 'Stop execution', description: 'Ends the execution early.', category: 'Logic' },
  actions: { stopExecution: stopExecutionAction },
  triggers: {},
  dataSources: {},
  connections: [],
};
