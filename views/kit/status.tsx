import type { PropsWithChildren } from 'hono/jsx';
import type { Extra } from './attributes.ts';

const LOOKS = {
  queued: ['queued', 'Queued'],
  running: ['running', 'Running'],
  waiting: ['waiting', 'Waiting'],
  succeeded: ['succeeded', 'Succeeded'],
  failed: ['failed', 'Failed'],
  cancelled: ['cancelled', 'Cancelled'],
  skipped: ['skipped', 'Skipped'],
  active: ['succeeded', 'Active'],
  paused: ['cancelled', 'Paused'],
  needs_configuration: ['waiting', 'Needs configuration'],
  removed: ['cancelled', 'Removed'],
} as const;

/** The state of an execution, a step or an instance. */
export type StatusState = keyof typeof LOOKS;

/** The word of a state, as a filter or a sentence names it. */
export function stateWord(state: StatusState): string {
  return LOOKS[state][1];
}

type StatusProps = PropsWithChildren<
  Extra & {
    state: StatusState;
    /** The shape alone, where the word stands beside it; screen readers still hear it. */
    bare?: boolean | undefined;
    id?: string | undefined;
  }
>;

/** A state: its shape, and its word or what the page says instead ("Failed at step 3"). */
export function Status({ state, bare, children, ...rest }: StatusProps) {
  const [shape, word] = LOOKS[state];
  return (
    <span class="status" data-state={shape} {...rest}>
      {bare ? <span class="sr-only">{word}</span> : (children ?? word)}
    </span>
  );
}
