import * as v from 'valibot';
import { isRecord } from '../../lib/records.ts';
import { sameValue } from '../diff/fields.ts';
import type { Definition } from '../document/schema.ts';
import { type ConfigVar, configPageSchema, configVarSchema } from '../document/schema-config-var.ts';
import type { EditCommand } from './command.ts';
import { namedItems } from './touched.ts';

/**
 * A command as it is meant for a document that has changed since it was made: of a config variable or of the pages,
 * which are told as a whole, what others have changed meanwhile stays as it is now.
 * @param seen the document that the command was made for
 */
export function rebased(command: EditCommand, seen: Definition, now: Definition): EditCommand {
  switch (command.kind) {
    case 'change-config-var': {
      const before = seen.requiredConfigVars?.find(({ key }) => key === command.configVar.key);
      const after = before && now.requiredConfigVars?.find((each) => isSame(each, before));
      const configVar = v.safeParse(configVarSchema, merged(before, command.configVar, after));
      return configVar.success && after ? { ...command, configVar: configVar.output } : command;
    }
    case 'set-config-pages': {
      const all = merged(seen.configPages ?? [], command.pages, now.configPages ?? []);
      const pages = v.safeParse(v.array(configPageSchema), all);
      return pages.success ? { ...command, pages: pages.output } : command;
    }
    default:
      return command;
  }
}

/** It may have been renamed meanwhile. */
const isSame = (one: ConfigVar, other: ConfigVar) =>
  other.stableKey ? one.stableKey === other.stableKey : one.key === other.key;

/** What was wanted where it says something else than what was seen, and else what there is now. */
function merged(seen: unknown, wanted: unknown, now: unknown): unknown {
  if (sameValue(seen, wanted)) return now;
  if (sameValue(seen, now)) return wanted;
  if (isRecord(wanted) && isRecord(now)) return mergedRecords(isRecord(seen) ? seen : {}, wanted, now);
  const lists = [seen, wanted, now].map(namedItems);
  const [before, mine, theirs] = lists;
  return before && mine && theirs ? mergedLists(before, mine, theirs) : wanted;
}

type Fields = Record<string, unknown>;

function mergedRecords(seen: Fields, wanted: Fields, now: Fields): Fields {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const fields = keys.map((key) => [key, merged(seen[key], wanted[key], now[key])] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

type Items = Map<string, unknown>;

/** In the order of whoever has moved something; what the other has added comes after what it stood behind. */
function mergedLists(before: Items, mine: Items, theirs: Items): unknown[] {
  const common = [...before.keys()].filter((key) => mine.has(key));
  const isMoved = !sameValue(
    common,
    [...mine.keys()].filter((key) => before.has(key)),
  );
  const [first, second] = isMoved ? [mine, theirs] : [theirs, mine];
  const order = [...first.keys()];
  let previous: string | undefined;
  for (const key of second.keys()) {
    const at = previous === undefined ? -1 : order.indexOf(previous);
    if (!order.includes(key) && !before.has(key)) order.splice(at + 1, 0, key);
    previous = key;
  }
  const isGone = (key: string) => before.has(key) && !(mine.has(key) && theirs.has(key));
  return order.flatMap((key) => {
    if (isGone(key)) return [];
    return [merged(before.get(key), mine.get(key) ?? before.get(key), theirs.get(key) ?? before.get(key))];
  });
}
