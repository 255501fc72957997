import type { PropsWithChildren } from 'hono/jsx';
import { STATES, type StatusState } from '../../src/lib/ui/status-words.ts';
import type { Extra } from './attributes.ts';

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
  const [shape, word] = STATES[state];
  return (
    <span class="status" data-state={shape} {...rest}>
      {bare ? <span class="sr-only">{word}</span> : (children ?? word)}
    </span>
  );
}
