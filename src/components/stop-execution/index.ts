import { isBinaryFile } from '../../lib/files.ts';
import type { Action, Component, InputDeclaration } from '../component.ts';
import { isUnset } from '../conversions.ts';
import { given, read } from '../read.ts';
import { toHeaders, toStatusCode } from '../responses.ts';

const statusCode: InputDeclaration = {
  key: 'statusCode',
  label: 'HTTP status code',
  type: 'string',
  comments: 'Status of the answer to a synchronous call, from 200 to 599.',
  example: '200',
  default: '200',
  required: true,
};

const jsonBody: InputDeclaration = {
  key: 'jsonBody',
  label: 'Response body',
  type: 'code',
  language: 'json',
  comments:
    'Body of the answer to a synchronous call: text as it is written, a file as its bytes, anything else as JSON.',
  example: '{"status": "done"}',
  default: '',
};

const contentType: InputDeclaration = {
  key: 'contentType',
  label: 'Response content type',
  type: 'string',
  comments: 'Media type of the body. Left as it is, a file keeps its own.',
  example: 'application/json',
  default: 'application/json',
};

const headers: InputDeclaration = {
  key: 'headers',
  label: 'HTTP headers',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Headers to add to the answer.',
  example: 'X-Handled-By: Acme',
};

/** A file has said of what type it is, which nobody has said who left the type as it was. */
function content(body: unknown, type: string): { data: unknown; contentType: string } {
  if (!isBinaryFile(body)) {
    // Text goes out as it was written: reading it as JSON would change its numbers.
    return { data: isUnset(body) ? '' : body, contentType: type };
  }
  const isAsked = type !== '' && type !== contentType.default;
  return { data: body.data, contentType: isAsked ? type : body.contentType || 'application/octet-stream' };
}

const stopExecutionAction: Action = {
  key: 'stopExecution',
  display: {
    label: 'Stop execution',
    description: 'Ends the execution here, with success, and sets the answer to a synchronous call.',
  },
  inputs: [statusCode, jsonBody, contentType, headers],
  terminateExecution: true,
  perform(_context, params) {
    return {
      ...content(given(params, jsonBody), read.text(params, contentType).trim()),
      statusCode: toStatusCode(given(params, statusCode), statusCode.label),
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
