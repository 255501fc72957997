import * as v from 'valibot';
import type { Chip, Choices, ExecutionsFilter } from '../../../../views/executions/filter.tsx';
import type { Database } from '../../../db/store.ts';
import { absoluteTime } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { DAY, HOUR, now, toIso } from '../../../lib/time.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { getCustomer } from '../../../models/customers.ts';
import type { ExecutionFilter } from '../../../models/execution-list.ts';
import { EXECUTION_STATUSES } from '../../../models/executions.ts';
import { getInstanceEver } from '../../../models/instances.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import type { Viewer } from '../../../models/viewer.ts';
import { instantOf, number, time } from '../../kit/query-types.ts';

const text = v.optional(v.pipe(v.string(), v.trim(), v.maxLength(300)));
export const filterQuery = {
  status: v.optional(v.picklist(EXECUTION_STATUSES)),
  ...{ integration: text, customer: text, instance: text, flow: text, from: time, to: time },
  version: v.optional(number),
  /** Words of the error, and of what called. */
  text,
};

export type Filter = v.InferOutput<v.ObjectSchema<typeof filterQuery, undefined>>;

/** Names to look for, typed in place of ids. */
export const nameQuery = { integrationName: text, customerName: text };

export function modelFilter({ from, to, ...filter }: Filter): ExecutionFilter {
  return {
    ...filter,
    from: from === undefined ? from : instantOf(from),
    to: to === undefined ? to : instantOf(to),
  };
}

/** What the list is narrowed to, in words. @throws AppError `not_found` */
export async function factsOf(
  db: Database,
  viewer: Viewer,
  filter: Filter,
): Promise<{ name: keyof Filter; label: string; value: string }[]> {
  const { status, integration, customer, instance, flow, version, text, from, to } = filter;
  const facts: Record<keyof Filter, [string, string | undefined]> = {
    status: ['Status', status],
    integration: ['Integration', integration && (await getIntegration(db, integration)).name],
    customer: ['Customer', customer && (await getCustomer(db, viewer, customer)).name],
    instance: ['Instance', instance && (await getInstanceEver(db, viewer, instance)).name],
    flow: ['Flow', flow],
    version: ['Version', version === undefined ? undefined : `v${version}`],
    text: ['With', text && `“${text}”`],
    from: ['From', from && absoluteTime(instantOf(from))],
    to: ['Before', to && absoluteTime(instantOf(to))],
  };
  return NAMES.flatMap((name) => {
    const [label, value] = facts[name];
    return value ? { name, label, value } : [];
  });
}

const NAMES: (keyof Filter)[] = [
  ...(['status', 'integration', 'customer', 'instance', 'flow'] as const),
  ...(['version', 'text', 'from', 'to'] as const),
];

/** The same, each with the way to drop it. @throws AppError `not_found` */
export async function chipsOf(db: Database, viewer: Viewer, filter: Filter): Promise<Chip[]> {
  return (await factsOf(db, viewer, filter)).map(({ name, label, value }) => ({
    label: name === 'from' || name === 'to' || name === 'text' ? `${label} ${value}` : `${label}: ${value}`,
    without: links.executions({ ...filter, [name]: undefined }),
  }));
}

/** What the form of the filter holds and offers. */
export async function filterForm(db: Database, filter: Filter): Promise<ExecutionsFilter> {
  const { integration, from, to, ...kept } = filter;
  const flows = integration === undefined ? undefined : await flowsOf(db, integration);
  const ago = (span: number) => toIso(now() - span).slice(0, 16);
  const today = `${toIso(now()).slice(0, 10)}T00:00`;
  const spans: [string, string][] = [
    ['Last hour', ago(HOUR)],
    ['Today', today],
    ['7 days', ago(7 * DAY)],
  ];
  return {
    ...kept,
    statuses: EXECUTION_STATUSES,
    integration,
    // The field takes no zone, and shows none.
    from: from?.replace(/Z$/, ''),
    to: to?.replace(/Z$/, ''),
    flows,
    spans: spans.map(([label, start]) => ({
      label,
      href: links.executions({ ...filter, from: start, to: undefined }),
    })),
  };
}

async function flowsOf(db: Database, id: string): Promise<string[]> {
  return (await getDraft(db, id)).definition.flows.map(({ name }) => name);
}

type Names = { integrationName?: string | undefined; customerName?: string | undefined };

const MOST = 10;

/**
 * Ids for the names that were typed: where each means one thing, the address of the list with them; else what there is
 * to choose from, or that there is nothing.
 */
export async function resolveNames(
  db: Database,
  viewer: Viewer,
  filter: Filter,
  names: Names,
): Promise<{ location: string } | { choices: Choices[] }> {
  const { integrationName, customerName } = names;
  const page = { limit: MOST };
  const found = [
    customerName && {
      ...{ kind: 'customer' as const, name: customerName },
      items: (await customersByName(db, viewer, { text: customerName }, page)).items,
    },
    integrationName && {
      ...{ kind: 'integration' as const, name: integrationName },
      items: (await recentIntegrations(db, { name: integrationName }, page)).items,
    },
  ].flatMap((each) => each || []);
  const chosen: Filter = { ...filter };
  const open: typeof found = [];
  for (const each of found) {
    const one = onlyOne(each.name, each.items);
    if (one) chosen[each.kind] = one.id;
    else open.push(each);
  }
  if (open.length === 0) return { location: links.executions(chosen) };
  return {
    choices: open.map(({ kind, name, items }) => ({
      ...{ kind, name },
      items: items.map((item) => ({
        label: item.name,
        href: links.executions({ ...chosen, [kind]: item.id }),
      })),
    })),
  };
}

/** Who has the very name, else who is the only one with a part of it. */
function onlyOne(name: string, items: { id: string; name: string }[]): { id: string } | undefined {
  const same = items.filter((item) => item.name.toLowerCase() === name.toLowerCase());
  if (same.length === 1) return same[0];
  return items.length === 1 ? items[0] : undefined;
}
