import * as v from 'valibot';
import { RequestNotKept, RequestParts } from '../../../../views/executions/request.tsx';
import { RequestPage } from '../../../../views/executions/request-page.tsx';
import { ValueMembers, ValuePage } from '../../../../views/executions/value-page.tsx';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { keysOf, valueAt } from '../../../lib/json-pointer.ts';
import { KeptFile } from '../../../lib/kept-file.ts';
import { links } from '../../../lib/links.ts';
import { plainJsonAside } from '../../../lib/plain-json.ts';
import { type Execution, getExecution } from '../../../models/executions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { attachment } from '../../kit/download.ts';
import { handler, show } from '../../kit/page.ts';
import { placeInList } from '../../kit/query-types.ts';
import { requestBody } from '../../kit/shown-requests.ts';
import { logFile } from './log-file.ts';
import { shownCall } from './panel.ts';
import { type AskedPart, partOf, referenceTo, valueOfPart } from './values.ts';

const TITLES = { input: 'Input', output: 'Output', request: 'Body of the request' };

const valueQuery = {
  ...partOf,
  at: v.optional(v.pipe(v.string(), v.maxLength(10_000)), ''),
  from: v.optional(placeInList, '0'),
};

export const showValue = handler<'id', typeof valueQuery>(
  { query: valueQuery },
  async ({ deps, frame, user, param, query: { at, from, ...asked } }) => {
    const execution = await getExecution(deps.store.read, viewerOf(user), param('id'));
    const value = valueAt(await valueOfPart(deps, execution, asked), at);
    if (value === undefined) throw new AppError('not_found', 'There is nothing at this place of the value.');
    const path = [referenceTo(await flowOf(deps, execution), asked), ...keysOf(at)].filter(Boolean).join('.');
    const node = { value, at, from, path, more: links.executionValue(execution.id, asked.step, asked.part) };
    if (frame.isFragment) return show(<ValueMembers {...node} />);
    const back = links.executionSeen({ id: execution.id, step: asked.step });
    const title = TITLES[asked.part];
    return show(<ValuePage frame={frame} id={execution.id} back={back} title={title} node={node} />);
  },
);

export const showRequest = handler<'id'>(async ({ deps, frame, user, param }) => {
  const execution = await getExecution(deps.store.read, viewerOf(user), param('id'));
  const call = await shownCall(deps, execution, Number.POSITIVE_INFINITY);
  const shown = call === 'large' ? undefined : call;
  const { id } = execution;
  const path = `${(await flowOf(deps, execution))?.trigger.key ?? ''}.results`;
  if (frame.isFragment)
    return show(shown ? <RequestParts id={id} call={shown} path={path} /> : <RequestNotKept />);
  return show(<RequestPage frame={frame} id={id} call={shown} path={path} />);
});

export const downloadPayload = handler<'id', typeof partOf>(
  { query: partOf },
  async ({ deps, user, param, query }) => {
    const execution = await getExecution(deps.store.read, viewerOf(user), param('id'));
    const { body, kind } = await fileOf(deps, execution, query);
    const name = [query.step?.replaceAll(/[^\w.-]+/g, '-').slice(0, 100) ?? '', query.part].filter(Boolean);
    return attachment(body, `${execution.id}-${name.join('-')}.${kind}`);
  },
);

export const downloadLog = handler<'id'>(async ({ deps, user, param, keepOpen }) => {
  const { id } = await getExecution(deps.store.read, viewerOf(user), param('id'));
  keepOpen();
  return attachment(logFile(deps.store, id), `${id}.log`, 'text/plain; charset=utf-8');
});

async function flowOf({ store, compiledVersions }: Deps, { integrationId, version, flow }: Execution) {
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  return compiled?.flows.find(({ name }) => name === flow);
}

type File = { body: string | Uint8Array | Blob; kind: 'json' | 'txt' | 'bin' };

/** A value as a file: text as text, bytes as bytes, anything else as JSON. */
async function fileOf(deps: Deps, execution: Execution, asked: AskedPart): Promise<File> {
  if (asked.part === 'request') {
    const found = await requestBody(deps, execution);
    if (!found) throw new AppError('not_found', 'What called the flow is no longer kept.');
    return {
      body: found.body,
      kind: typeof found.body === 'string' ? (found.isJson ? 'json' : 'txt') : 'bin',
    };
  }
  const value = await valueOfPart(deps, execution, asked);
  if (typeof value === 'string') return { body: value, kind: 'txt' };
  if (value instanceof Uint8Array) return { body: value, kind: 'bin' };
  if (value instanceof KeptFile) return { body: deps.store.blobs.file(value.hash, value.size), kind: 'bin' };
  return { body: await plainJsonAside(value, deps.asideOf?.(execution.customerId)), kind: 'json' };
}
