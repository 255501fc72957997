import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

const REASONS: Record<number, string> = {
  200: 'Done',
  201: 'Made',
  202: 'Accepted',
  204: 'Done; there is nothing to tell',
  304: 'It is still what you have',
  400: 'The query or the JSON cannot be read',
  401: 'The token is missing or wrong',
  403: 'The token has not the right',
  404: 'There is no such thing',
  409: 'The state of things forbids it',
  412: 'It has changed since you read it',
  413: 'The body is too large',
  415: 'The body has another content type',
  422: 'The body has faults, each with its path',
  428: 'If-Match is missing',
};

/** The whole API as an OpenAPI 3.1 document. */
export function describeApi(routes: Route[], url: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stepwell',
      version: packageJson.version,
      description:
        'What the pages do, as JSON. A person’s own account and the logo of the organization are of the pages alone.',
    },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: ERROR },
    },
  };
}

const ERROR: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'issues'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        issues: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
};

function operationOf(route: Route): Json {
  const content = contentOf(route.content);
  return {
    operationId: route.name,
    summary: route.summary,
    description: `Needs the right ${route.right}.`,
    tags: [route.path.split('/')[1]],
    parameters: parametersOf(route),
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: responsesOf(route),
  };
}

function parametersOf({ path, method, query, headers = {} }: Route): Json[] {
  const own = { ...headers, ...(method === 'POST' ? { 'Idempotency-Key': IDEMPOTENCY_KEY } : {}) };
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: name === 'number' ? { type: 'integer', minimum: 1 } : { type: 'string' },
    })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema: schemaOf(schema) })),
    ...Object.entries(own).map(([name, header]) => ({
      name,
      in: 'header',
      ...header,
      schema: { type: 'string' },
    })),
  ];
}

const IDEMPOTENCY_KEY = {
  required: false,
  description:
    'A key of yours, at most 255 characters: sent again with the same request, it is answered as before.',
};

function responsesOf(route: Route): Json {
  const errors = errorsOf(route).map((status) => [status, refusal(status)]);
  const unchanged = route.headers?.['If-None-Match'] ? { 304: { description: REASONS[304] } } : {};
  const also = route.also ? { [route.also]: { ...successOf(route), description: REASONS[route.also] } } : {};
  return { [route.status]: successOf(route), ...also, ...unchanged, ...Object.fromEntries(errors) };
}

function successOf({ status, answer, media = ['application/json'] }: Route): Json {
  const description = REASONS[status];
  if (status === 204) return { description };
  return { description, content: contentOf(Object.fromEntries(media.map((type) => [type, answer]))) };
}

function refusal(status: number): Json {
  return {
    description: REASONS[status],
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

/** What may go wrong by the form of the route, and what it says itself. */
function errorsOf({ path, method, content, errors = [] }: Route): number[] {
  const takesBody = Object.keys(content).length > 0;
  return [
    ...new Set([
      ...[400, 401, 403],
      ...(path.includes(':') ? [404] : []),
      ...(takesBody ? [413, 415, 422] : []),
      ...(method === 'POST' ? [409, 422] : []),
      ...errors,
    ]),
  ].sort();
}

function contentOf(content: Record<string, v.GenericSchema>): Json | undefined {
  const entries = Object.entries(content).map(([type, schema]) => [type, { schema: schemaOf(schema) }]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'output',
    // What JSON Schema cannot say; the answer to a wrong value says it.
    ignoreActions: ['check', 'raw_check', 'trim', 'transform'],
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema.type === 'custom' ? { type: 'object', additionalProperties: {} } : undefined,
  });
  return rest;
}
