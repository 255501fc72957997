import type { InputDeclaration } from '../component.ts';

export const connection: InputDeclaration = {
  key: 'connection',
  label: 'Connection',
  type: 'connection',
  comments: 'Credentials to send along. Leave empty for a system that needs none.',
};

export const url: InputDeclaration = {
  key: 'url',
  label: 'URL',
  type: 'string',
  placeholder: 'https://api.example.com/items',
  comments: 'Where to send the request: a whole URL, or a path if the connection has a base URL.',
  example: 'https://api.example.com/items',
  required: true,
};

export const method: InputDeclaration = {
  key: 'method',
  label: 'Method',
  type: 'string',
  comments: 'The HTTP method of the request.',
  example: 'GET',
  default: 'GET',
  required: true,
  model: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'LINK', 'UNLINK', 'PURGE'].map(
    (name) => ({
      label: name,
      value: name,
    }),
  ),
};

export const httpMethod: InputDeclaration = {
  key: 'httpMethod',
  label: 'HTTP method',
  type: 'string',
  comments: 'The HTTP method of the request.',
  example: 'post',
  default: 'post',
  required: true,
  model: [
    { label: 'POST', value: 'post' },
    { label: 'PUT', value: 'put' },
    { label: 'PATCH', value: 'patch' },
  ],
};

export const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  comments:
    'The body of the request. Files are sent as they are with their type, lists and objects as JSON, text as application/x-www-form-urlencoded; a Content-Type header of your own wins.',
  example: '{"name": "Acme"}',
};

export const formData: InputDeclaration = {
  key: 'formData',
  label: 'Form data',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'Fields of the form, by name.',
  example: 'customerId: 42',
};

export const fileData: InputDeclaration = {
  key: 'fileData',
  label: 'File data',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'Files of the form, by field name: a reference to a file, or text.',
  example: 'report: a reference to a downloaded file',
};

export const fileDataFileNames: InputDeclaration = {
  key: 'fileDataFileNames',
  label: 'File names',
  type: 'string',
  collection: 'keyvaluelist',
  comments:
    'Names for the files, by the same field names as above. A file without one keeps its own name, or is named after its field.',
  example: 'report: report.pdf',
};

export const queryParams: InputDeclaration = {
  key: 'queryParams',
  label: 'Query parameters',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Added to the URL, after what its query already holds. A name may occur more than once.',
  example: 'limit: 50',
};

export const headers: InputDeclaration = {
  key: 'headers',
  label: 'Headers',
  type: 'string',
  collection: 'keyvaluelist',
  comments: "Headers to send. The connection's credentials win over a header of the same name.",
  example: 'Accept: application/json',
};

export const responseType: InputDeclaration = {
  key: 'responseType',
  label: 'Response type',
  type: 'string',
  comments:
    'How to read the answer: JSON is parsed (text that is not JSON stays text), binary gives a file: its bytes as data, its type as contentType.',
  example: 'json',
  default: 'json',
  required: true,
  model: [
    { label: 'JSON', value: 'json' },
    { label: 'Text', value: 'text' },
    { label: 'Binary', value: 'binary' },
  ],
};

export const timeout: InputDeclaration = {
  key: 'timeout',
  label: 'Timeout (ms)',
  type: 'string',
  comments:
    'Milliseconds until one attempt is given up, the whole answer included. Empty means as long as the run may take.',
  example: '30000',
};

export const debugRequest: InputDeclaration = {
  key: 'debugRequest',
  label: 'Debug request',
  type: 'boolean',
  comments: 'Write the request and the response to the log, with secrets masked.',
  default: 'false',
};

export const ignoreSslErrors: InputDeclaration = {
  key: 'ignoreSslErrors',
  label: 'Ignore SSL errors',
  type: 'boolean',
  comments:
    'Accept any certificate. Only for test systems: whoever is in between can read and change everything.',
  default: 'false',
};

export const includeFullResponse: InputDeclaration = {
  key: 'includeFullResponse',
  label: 'Return full response',
  type: 'boolean',
  comments: 'Return the status and headers together with the data, instead of the data alone.',
  default: 'false',
};

export const maxRetries: InputDeclaration = {
  key: 'maxRetries',
  label: 'Max retry count',
  type: 'string',
  comments:
    'How often to try again after a network error; if the method is GET, HEAD, OPTIONS, PUT or DELETE, also after a status of 500 and above, or 429. POST and PATCH could be done twice: they are sent again only if the connection broke without an answer. Nothing is sent again after a timeout. 0 means never.',
  example: '3',
  default: '0',
};

export const maxRedirects: InputDeclaration = {
  key: 'maxRedirects',
  label: 'Max redirects',
  type: 'string',
  comments: 'How many redirects to follow, up to 20. 0 means none: a redirect is then an error.',
  example: '5',
  default: '5',
};

export const retryDelayMS: InputDeclaration = {
  key: 'retryDelayMS',
  label: 'Retry delay (ms)',
  type: 'string',
  comments:
    'Milliseconds to wait before trying again; longer if the answer asks for it (Retry-After), up to a minute.',
  example: '1000',
  default: '0',
};

export const retryOnAllErrors: InputDeclaration = {
  key: 'retryOnAllErrors',
  label: 'Retry on all errors',
  type: 'boolean',
  comments:
    'Try again, whatever the method, after any status that is not a success and after a timeout, too.',
  default: 'false',
};

/** The name that raw requests have always had for it. */
export const retryAllErrors: InputDeclaration = { ...retryOnAllErrors, key: 'retryAllErrors' };

export const useExponentialBackoff: InputDeclaration = {
  key: 'useExponentialBackoff',
  label: 'Use exponential backoff',
  type: 'boolean',
  comments:
    'Double the delay at each further attempt, from 200 ms up to a minute; the retry delay is ignored.',
  default: 'false',
};
