import type { PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import { type StatusState, stateWord } from '../../src/lib/ui/status-words.ts';
import type { Extra } from './attributes.ts';

/** A stretch of time in thousandths of the run: at work, a try that failed, or waiting. */
export type Span = { start: number; end: number; kind?: 'bad' | 'wait' | undefined };

/** The steps of an execution over time; its children are `WaterfallRow`s. */
export function Waterfall({ id, children, ...rest }: PropsWithChildren<Extra & { id?: string | undefined }>) {
  return (
    <ol class="waterfall" id={id} {...rest}>
      {children}
    </ol>
  );
}

type WaterfallRowProps = {
  id: string;
  href: string;
  name: string;
  number?: string | undefined;
  /** Inside a branch or a loop. */
  nested?: boolean | undefined;
  state: StatusState;
  current?: boolean | undefined;
  /** How long it took, or why it did not run: "not taken". */
  took: string;
  spans: Span[];
};

export function WaterfallRow(props: WaterfallRowProps) {
  const { id, href, name, number, nested, state, current, took, spans } = props;
  return (
    <li id={id}>
      <a class="item" href={href} aria-current={current ? 'true' : undefined}>
        <span class={classes('status', nested && 'in')} data-state={state}>
          <span class="sr-only">{stateWord(state)}</span>
          <span class="clip">
            {number === undefined ? null : <span class="muted mono">{number} </span>}
            {name}
          </span>
        </span>
        <svg class="bars" viewBox="0 0 1000 12" height="12" preserveAspectRatio="none" aria-hidden="true">
          {spans.map((span) => (
            <Bar {...span} />
          ))}
        </svg>
        <span class="num small muted">{took}</span>
      </a>
    </li>
  );
}

/** At least three thousandths wide, so that the shortest step is seen. */
function Bar({ start, end, kind }: Span) {
  const from = Math.max(0, Math.min(997, Math.round(start)));
  const width = Math.max(3, Math.min(1000, Math.round(end)) - from);
  return <rect class={kind} x={from} y="1" width={width} height="10" rx="2" />;
}
