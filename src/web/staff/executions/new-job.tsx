import * as v from 'valibot';
import { NewJobPage } from '../../../../views/executions/new-job.tsx';
import { AppError } from '../../../lib/errors.ts';
import { plural, thousands } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { JOB_KINDS } from '../../../models/execution-job-list.ts';
import { countListed } from '../../../models/execution-job-plans.ts';
import { beginJob, MOST_IN_JOB, MOST_PER_MINUTE } from '../../../models/execution-jobs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Form } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { type Filter, factsOf, filterQuery, modelFilter } from './filter.ts';

/** Executions that are counted before a job is begun. */
const COUNTED = 1000;

const kind = v.fallback(v.picklist(JOB_KINDS), 'replay');

export const showNewJob = handler({ query: { ...filterQuery, kind } }, async (visit) => {
  const { kind, ...filter } = visit.query;
  return await newJobPage(visit, kind, filter, { from: 'start', version: 'original', perMinute: '' });
});

type Values = { from: string; version: string; perMinute: string };

async function newJobPage(
  { deps, frame, user }: SignedIn,
  kind: (typeof JOB_KINDS)[number],
  filter: Filter,
  values: Values,
  error?: string,
) {
  const viewer = viewerOf(user);
  const { read } = deps.store;
  const isOpen = kind === 'cancel' && filter.status === undefined;
  const { count, isAll } = await countListed(read, viewer, { ...modelFilter(filter), isOpen }, COUNTED);
  const shown = {
    ...{ frame, kind, values, error },
    count: isAll ? plural(count, 'execution') : `${thousands(count)} executions or more`,
    isNone: count === 0 && isAll,
    filter: await factsOf(read, viewer, filter),
    fields: textsOf(filter),
    most: thousands(MOST_IN_JOB),
  };
  return show(<NewJobPage {...shown} />, error === undefined ? 200 : 422);
}

function textsOf(filter: Filter): Record<string, string> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

const hows = v.object({
  from: v.fallback(v.picklist(['start', 'failed-step']), 'start'),
  version: v.fallback(v.picklist(['original', 'current']), 'original'),
});

export const submitJob = handler(async (visit) => {
  const { deps, user, form } = visit;
  const wanted = v.parse(kind, form.text('kind'));
  const filter = filterIn(form);
  const values = {
    from: form.text('from'),
    version: form.text('version'),
    perMinute: form.text('perMinute').trim(),
  };
  const perMinute = values.perMinute === '' ? undefined : Number(values.perMinute);
  if (perMinute !== undefined && !isRate(perMinute))
    return await newJobPage(
      visit,
      wanted,
      filter,
      values,
      `This must be a whole number from 1 to ${thousands(MOST_PER_MINUTE)}, or empty.`,
    );
  const how = { kind: wanted, filter: modelFilter(filter), ...v.parse(hows, values), perMinute };
  const job = await change(deps, user, (tx) => beginJob(tx, viewerOf(user), how));
  return goTo(links.executionJob(job.id));
});

function isRate(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MOST_PER_MINUTE;
}

/** @throws AppError `bad_request` for what the form has not sent: a job must not be for more than was shown */
function filterIn(form: Form): Filter {
  const given = Object.fromEntries(
    Object.keys(filterQuery).flatMap((name) => {
      const text = form.text(`filter.${name}`);
      return text === '' ? [] : [[name, text]];
    }),
  );
  const filter = v.safeParse(v.object(filterQuery), given);
  if (filter.success) return filter.output;
  throw new AppError('bad_request', 'The filter cannot be read. Choose it in the list again.');
}
