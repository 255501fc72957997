import * as v from 'valibot';
import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { toIso } from '../../lib/time.ts';
import { decode, encode } from '../../lib/wire.ts';
import { executionFileSchema, importExecution } from '../../models/execution-files.ts';
import { getExecution } from '../../models/executions.ts';
import { getIntegration } from '../../models/integrations.ts';
import type { NamedPayload } from '../../models/test-payloads.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import { executionFile } from '../kit/execution-file.ts';
import { keepPayload, payloadName } from '../kit/execution-payloads.ts';
import { fields, noBody } from './body.ts';
import { noQuery, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, name, object, time } from './schemas.ts';

const LIMIT = 32 * MB;

const file = v.pipe(
  v.looseObject({ stepwell: v.literal('execution'), format: v.literal(1) }),
  v.description('An execution as one file: its call, what its steps were given and gave, its log.'),
);

const payload = v.object({ id, name: v.string(), createdAt: time });
const shownPayload = ({ id, name, createdAt }: NamedPayload) => ({ id, name, createdAt: toIso(createdAt) });

/** Executions as files, to be looked into on another server. */
export const executionFiles: Route[] = [
  route({
    name: 'exportExecution',
    method: 'GET',
    path: '/executions/:id/file',
    right: 'executions:read',
    summary: 'Answers an execution as one file, without secrets; redacted also without any value',
    query: query({
      redacted: v.optional(
        v.pipe(v.picklist(['true', 'false']), v.description('Texts become ***, numbers 0.')),
      ),
    }),
    body: noBody,
    status: 200,
    answer: file,
    handler: async ({ deps, actor, param, query }) => {
      const execution = await getExecution(deps.store.read, viewerOf(actor), param('id'));
      // Bytes, dates and the like in the typed form in which they are read back.
      return JSON.parse(encode(await executionFile(deps, execution, query.redacted === 'true')));
    },
  }),
  route({
    name: 'importExecution',
    method: 'POST',
    path: '/integrations/:id/execution-imports',
    right: 'integrations:write',
    summary:
      'Makes the call of an exported execution a test payload, and pins what its steps gave in the draft as it is now',
    query: noQuery,
    body: fields(
      {
        file: object,
        name: v.optional(name),
        pins: v.optional(v.pipe(v.boolean(), v.description('Whether outputs are pinned.')), true),
      },
      LIMIT,
    ),
    errors: [409],
    status: 201,
    answer: v.object({
      payload: v.nullable(payload),
      pinned: v.pipe(v.array(v.string()), v.description('Names of the steps whose outputs are pinned.')),
      skipped: v.array(v.object({ step: v.string(), reason: v.string() })),
    }),
    handler: async ({ deps, actor, param, body }) => {
      const { id } = await getIntegration(deps.store.read, param('id'));
      const read = readFile(body.file);
      const how = { name: body.name ?? payloadName(read.flow.name, read.id), pins: body.pins };
      const { payload, ...rest } = await importExecution(actingAs(deps, actor), id, read, how);
      return { payload: payload ? shownPayload(payload) : null, ...rest };
    },
  }),
  route({
    name: 'keepExecutionPayload',
    method: 'POST',
    path: '/executions/:id/test-payloads',
    right: 'integrations:write',
    summary: 'Keeps the call of an execution as a test payload of its integration, without secrets',
    query: noQuery,
    body: fields({ name: v.optional(name) }),
    errors: [409],
    status: 201,
    answer: payload,
    handler: async ({ deps, actor, param, body }) => {
      const execution = await getExecution(deps.store.read, viewerOf(actor), param('id'));
      return shownPayload(await keepPayload(deps, actor, execution, body.name));
    },
  }),
];

function readFile(given: Record<string, unknown>) {
  const read = v.safeParse(executionFileSchema, decode(JSON.stringify(given)));
  if (read.success) return read.output;
  const issues = read.issues.map((issue) => ({
    path: ['file', v.getDotPath(issue) ?? ''].join('.'),
    message: issue.message,
  }));
  throw new AppError('invalid', 'This is no file of an execution.', issues);
}
