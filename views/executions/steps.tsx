import { thousands } from '../../src/lib/format.ts';
import { links, type Seen } from '../../src/lib/links.ts';
import { inPlace } from '../../src/lib/ui/in-place.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { type Span, Waterfall, WaterfallRow } from '../kit/waterfall.tsx';

/** A loop that has begun: how many rounds, which is unfolded (from 1), and the next in which a step has failed. */
export type LoopRounds = {
  path: string;
  name: string;
  count: number;
  open: number | undefined;
  nextFailed: number | undefined;
};

export type WaterfallStep = {
  path: string;
  number: string | undefined;
  name: string;
  depth: number;
  state: StatusState;
  took: string;
  spans: Span[];
  rounds: LoopRounds | undefined;
};

export type ExecutionStepsProps = {
  seen: Seen;
  isOpen: boolean;
  steps: WaterfallStep[];
  /** "0 – 2.84 s"; nothing before the start. */
  scale: string | undefined;
  /** Why there are no steps. */
  missing: string | undefined;
};

/** The steps of an execution over time, with the rounds of loops folded. */
export function ExecutionSteps({ seen, isOpen, steps, scale, missing }: ExecutionStepsProps) {
  return (
    <Section
      id="execution-steps"
      title="Steps"
      aside={scale === undefined ? undefined : <span class="muted small">{scale}</span>}
    >
      <Waterfall {...inPlace(isOpen)}>
        {steps.map((step) => (
          <>
            <WaterfallRow
              id={`row-${step.path}`}
              href={links.executionStep(seen, step.path)}
              name={step.name}
              number={step.number}
              nested={step.depth > 0}
              state={step.state}
              current={step.path === seen.step}
              took={step.took}
              spans={step.spans}
            />
            {step.rounds === undefined ? null : <Rounds seen={seen} rounds={step.rounds} />}
          </>
        ))}
      </Waterfall>
      {missing === undefined ? null : <p class="muted">{missing}</p>}
    </Section>
  );
}

function Rounds({ seen, rounds }: { seen: Seen; rounds: LoopRounds }) {
  const { path, name, count, open, nextFailed } = rounds;
  const href = (iteration: number) => links.executionSeen(seen, { step: undefined, loop: path, iteration });
  return (
    <li id={`rounds-${path}`}>
      <div class="row in">
        <form class="row" action={links.execution(seen.id)} aria-label={`Iterations of ${name}`}>
          <input type="hidden" name="loop" value={path} />
          <label class="small muted" for={`iteration-${path}`}>
            Iteration
          </label>
          <input
            class="auto"
            type="number"
            id={`iteration-${path}`}
            name="iteration"
            min={1}
            max={count}
            value={String(open ?? '')}
            placeholder="1"
            required
          />
          <span class="small muted">of {thousands(count)}</span>
          <Button>Go</Button>
        </form>
        {open !== undefined && open > 1 ? (
          <Button kind="quiet" icon="chevron-left" only={`Iteration ${open - 1}`} href={href(open - 1)} />
        ) : null}
        {open !== undefined && open < count ? (
          <Button kind="quiet" icon="chevron-right" only={`Iteration ${open + 1}`} href={href(open + 1)} />
        ) : null}
        {nextFailed === undefined ? null : (
          <a class="small" href={href(nextFailed)}>
            {open === undefined ? 'First failed' : 'Next failed'}: {thousands(nextFailed)}
          </a>
        )}
        {open === undefined ? null : (
          <a class="small" href={links.executionSeen({ id: seen.id, level: seen.level })}>
            Fold
          </a>
        )}
      </div>
    </li>
  );
}
