import { withQuery } from '../../src/lib/query.ts';

/** What of an execution is looked at: all of it stands in the page's address. */
export type Seen = {
  id: string;
  /** Path of the selected step, or `TRIGGER`. */
  step?: string | undefined;
  /** Path of the loop of which a round is unfolded, and which one, from 1. */
  loop?: string | undefined;
  iteration?: number | undefined;
  tab?: PanelTab | undefined;
  level?: LevelChoice | undefined;
  /** Only log lines before that one. */
  before?: number | undefined;
};

export type PanelTab = 'data' | 'logs' | 'error';
export type LevelChoice = 'debug' | 'info' | 'warn' | 'error';
export type ValuePart = 'input' | 'output' | 'request';

/** Stands for the trigger where a step's path would; no path begins with a dot. */
export const TRIGGER = '.trigger';

export function executionHref({ id, ...seen }: Seen, changes: Partial<Omit<Seen, 'id'>> = {}): string {
  return withQuery(`/executions/${id}`, { ...seen, ...changes });
}

/** The panel has the anchor, so that it is in sight where it stands below the steps. */
export function stepHref(seen: Seen, step: string): string {
  return `${executionHref(seen, { step, tab: undefined })}#shown-step`;
}

export function tabHref(seen: Seen, tab: PanelTab): string {
  return `${executionHref(seen, { tab: tab === 'data' ? undefined : tab })}#shown-step`;
}

/** Where the rest of a value is read; `at` and `from` are put behind it. */
export function valuesHref(id: string, step: string | undefined, part: ValuePart): string {
  return withQuery(`/executions/${id}/values`, { step, part });
}

export function payloadHref(id: string, step: string | undefined, part: ValuePart): string {
  return withQuery(`/executions/${id}/payloads`, { step, part });
}
