import * as v from 'valibot';
import { unlessGone } from '../../lib/errors.ts';
import { toIso } from '../../lib/time.ts';
import { type Listed, listed } from '../../models/paging.ts';
import { type StepResult, storedText } from '../../models/step-results.ts';
import type { Deps } from '../kit/deps.ts';
import { jsonOrText } from '../kit/shown-requests.ts';
import { resultsUrl } from '../triggers/step-results.ts';
import { error } from './execution-answers.ts';
import { time } from './schemas.ts';

export const stepAnswer = v.object({
  path: v.string(),
  name: v.string(),
  component: v.string(),
  action: v.string(),
  status: v.picklist(['succeeded', 'failed', 'ignored', 'retrying', 'running']),
  attempt: v.number(),
  startedAt: time,
  endedAt: time,
  input: v.unknown(),
  output: v.unknown(),
  resultsUrl: v.pipe(
    v.nullable(v.string()),
    v.description(
      'Where whoever knows the address gets the result as MessagePack, in an object as data; null where there is none.',
    ),
  ),
  notKept: v.optional(
    v.pipe(
      v.array(v.picklist(['input', 'output'])),
      v.description('What was stored and is lost: its file in the data folder is missing or damaged.'),
    ),
  ),
  contentType: v.optional(v.string()),
  statusCode: v.optional(v.number()),
  error: v.nullable(error),
});

const MOST_CHARACTERS = 8 * 1024 * 1024;

/** As many steps of the page as make one answer: each may hold as much as a result may. */
export async function stepPage(deps: Deps, page: Listed<StepResult>) {
  const items: v.InferOutput<typeof stepAnswer>[] = [];
  let size = 0;
  for (const row of page.items) {
    if (size > MOST_CHARACTERS) break;
    const input = await unlessGone(storedText(row.input, deps.store.blobs));
    const output = await unlessGone(storedText(row.output, deps.store.blobs));
    size += (input?.length ?? 0) + (output?.length ?? 0);
    items.push(shownStep(row, input, output, resultsUrl(deps, row)));
  }
  if (items.length === page.items.length) return { items, nextCursor: page.nextCursor };
  const cut = listed(page.items, { limit: items.length }, (row) => String(row.sequence));
  return { items, nextCursor: cut.nextCursor };
}

/** A step with what it was given and what it gave; bytes, dates and the like are in the typed form of `lib/wire`. */
function shownStep(
  row: StepResult,
  input: string | undefined,
  output: string | undefined,
  resultsUrl: string | null,
) {
  const notKept = [
    ...(input === undefined ? ['input' as const] : []),
    ...(output === undefined ? ['output' as const] : []),
  ];
  const { path, name, component, action, status, attempt, startedAt, endedAt, error } = row;
  return {
    ...{ path, name, component, action, status, attempt, error, resultsUrl },
    startedAt: toIso(startedAt),
    endedAt: toIso(endedAt),
    input: jsonOrText(input ?? 'null'),
    ...shownResult(jsonOrText(output ?? 'null')),
    ...(notKept.length > 0 ? { notKept } : {}),
  };
}

const Result = v.object({
  data: v.optional(v.unknown()),
  contentType: v.optional(v.string()),
  statusCode: v.optional(v.number()),
});

function shownResult(result: unknown) {
  const parsed = v.safeParse(Result, result);
  if (!parsed.success) return { output: result };
  const { data, ...rest } = parsed.output;
  return { output: data ?? null, ...rest };
}
