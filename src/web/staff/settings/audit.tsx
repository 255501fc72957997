import * as v from 'valibot';
import { type AuditFilterProps, AuditPage, type AuditRow } from '../../../../views/settings/audit.tsx';
import type { Database } from '../../../db/store.ts';
import { absoluteTime } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { auditDetails } from '../../../lib/ui/audit-words.ts';
import { listApiTokens } from '../../../models/api-tokens.ts';
import { AUDITED, type AuditEntry, isSubjectKind, listAudit, wordsOf } from '../../../models/audit.ts';
import { subjectsThere } from '../../../models/audit-subjects.ts';
import { listStaff } from '../../../models/staff.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { instantOf, time } from '../../kit/query-types.ts';

const PER_PAGE = 50;
/** As many people and as many tokens can be chosen; the others are found by the name in a row. */
const OFFERED = 200;

type Filter = {
  actor?: string | undefined;
  subject?: string | undefined;
  kind?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

const query = {
  actor: v.optional(v.string()),
  subject: v.optional(v.string()),
  kind: v.optional(v.pipe(v.string(), v.check(isSubjectKind))),
  from: time,
  to: time,
  cursor: v.optional(v.string()),
};

export const showAudit = handler<never, typeof query>(
  { query },
  async ({ deps: { store }, frame, query: { cursor, ...filter } }) => {
    const at = (written: string | undefined) => (written === undefined ? written : instantOf(written));
    const wanted = { ...filter, from: at(filter.from), to: at(filter.to) };
    const { items, nextCursor } = await listAudit(store.read, wanted, { limit: PER_PAGE, cursor });
    const rows = await rowsOf(store.read, items);
    const pages = listAddresses(links.audit(), filter, cursor, nextCursor);
    return show(<AuditPage {...{ frame, rows, pages }} filter={await filterOf(store.read, filter)} />);
  },
);

const PLACES: Record<string, (id: string) => string> = {
  integration: links.integration,
  customer: links.customer,
  instance: links.instance,
  execution: links.execution,
  person: links.person,
};

async function rowsOf(db: Database, entries: AuditEntry[]): Promise<AuditRow[]> {
  const there = await subjectsThere(db, entries);
  return entries.map(({ at, actorId, actorName, action, subjectKind, subjectId, subjectName, details }) => ({
    at,
    actor: actorName,
    byActor: links.audit({ actor: actorId }),
    done: wordsOf(action),
    kind: kindName(subjectKind),
    subject: subjectName,
    href: there.has(subjectId) ? PLACES[subjectKind]?.(subjectId) : undefined,
    details: auditDetails(details),
  }));
}

const kindName = (kind: string) => kind.charAt(0).toUpperCase() + kind.slice(1).replace('_', ' ');

/** What the filter is set to, and what can be chosen. */
async function filterOf(db: Database, filter: Filter): Promise<AuditFilterProps> {
  const { actor, subject, kind, from, to } = filter;
  const people = [
    ...(await listStaff(db, { limit: OFFERED })).items,
    ...(await listApiTokens(db, { limit: OFFERED })).items,
  ].map(({ id, name }) => ({ value: id, label: name }));
  const isOffered = actor === undefined || people.some(({ value }) => value === actor);
  const chosen = isOffered ? [] : [{ value: actor, label: await nameOfActor(db, actor) }];
  const actors = [{ value: '', label: 'Anybody' }, ...chosen, ...people];
  const kinds = Object.keys(AUDITED).map((value) => ({ value, label: kindName(value) }));
  const labels: Record<keyof Filter, string | undefined> = {
    actor: actor && `By ${actors.find(({ value }) => value === actor)?.label ?? actor}`,
    subject: subject && `On ${subject}`,
    kind: kind && `On: ${kindName(kind)}`,
    from: from && `From ${absoluteTime(instantOf(from))}`,
    to: to && `Before ${absoluteTime(instantOf(to))}`,
  };
  const chips = Object.entries(labels).flatMap(([name, label]) =>
    label ? { label, without: links.audit({ ...filter, [name]: undefined }) } : [],
  );
  return {
    ...{ actor: actor ?? '', kind: kind ?? '', actors, chips },
    kinds: [{ value: '', label: 'Anything' }, ...kinds],
    // The field takes no zone, and shows none.
    from: from?.replace(/Z$/, ''),
    to: to?.replace(/Z$/, ''),
  };
}

/** Somebody who is gone: by the name that they had last. */
async function nameOfActor(db: Database, actor: string): Promise<string> {
  const [last] = (await listAudit(db, { actor }, { limit: 1 })).items;
  return last?.actorName ?? actor;
}
