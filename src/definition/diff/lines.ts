import { structuredPatch } from 'diff';
import { isRecord } from '../../lib/records.ts';
import { isInput } from './text.ts';

/** A line of two texts: in both, in the earlier or in the later one alone, or what stands for those left out. */
export type DiffLine = { kind: 'same' | 'removed' | 'added' | 'gap'; text: string };

const CONTEXT = 2;
/** More lines are shown to nobody; more edits take long to find. */
const MOST_LINES = 200;
const MOST_EDITS = 1000;
const KINDS: Readonly<Record<string, DiffLine['kind']>> = { ' ': 'same', '-': 'removed', '+': 'added' };

/** Two texts of several lines, such as code, line by line; undefined for other values, and for what differs in too much. */
export function lineChanges(before: unknown, after: unknown): DiffLine[] | undefined {
  const [was, is] = [literalOf(before), literalOf(after)];
  if (was === undefined || is === undefined || !/\n/.test(was + is)) return undefined;
  const patch = structuredPatch('', '', was, is, '', '', { context: CONTEXT, maxEditLength: MOST_EDITS });
  const lines = (patch?.hunks ?? []).flatMap((hunk, index): DiffLine[] => [
    ...(index > 0 ? [{ kind: 'gap' as const, text: '…' }] : []),
    ...hunk.lines.flatMap((line) => {
      const kind = KINDS[line.charAt(0)];
      return kind === undefined ? [] : [{ kind, text: line.slice(1) }];
    }),
  ]);
  if (lines.length === 0) return undefined;
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), { kind: 'gap', text: `… ${lines.length - MOST_LINES} more lines` }];
}

/** The text that a value is, or that an input holds as it is written. */
function literalOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isRecord(value) || !isInput(value)) return undefined;
  return typeof value.value === 'string' && value.name === undefined ? value.value : undefined;
}
