import { plural } from '../../src/lib/format.ts';
import { type FlowAddress, links } from '../../src/lib/links.ts';
import type { StepLook } from '../../src/lib/ui/step-looks.ts';
import { Badge } from '../kit/badge.tsx';
import { Rail, StepAdd, StepCard, StepList } from '../kit/steps.tsx';
import { StepResult, type StepResultShown } from '../tests/step-result.tsx';

/** A step of the list. */
export type ListedStep = StepLook & {
  /** By which commands know it. */
  key: string;
  number: string;
  name: string;
  note: string;
  isTrigger: boolean;
  /** How often it is tried again; undefined where it is not. */
  retries: number | undefined;
  isIgnored: boolean;
  isDisabled: boolean;
  /** Tests do not execute it. */
  isPinned: boolean;
  problems: { count: number; tone: 'bad' | 'warn' };
  /** How it went when the flow was tested last. */
  result: StepResultShown | undefined;
  lists: { kind: 'branch' | 'loop'; name: string; steps: ListedStep[] }[];
};

/** So deep the rails are drawn; what is deeper inside stands in line with it, numbered all the same. */
const DEEPEST_RAIL = 4;

type FlowStepsProps = {
  steps: ListedStep[];
  at: FlowAddress;
  selected: string | undefined;
  /** Whether steps can be added between them. */
  canWrite: boolean;
};

/** The trigger and the steps of a flow, branches and loops on rails. */
export function FlowSteps(props: FlowStepsProps) {
  return <Steps {...props} depth={0} />;
}

function Steps({ steps, at, selected, canWrite, depth }: FlowStepsProps & { depth: number }) {
  return (
    <StepList>
      {steps.map((step) => (
        <li>
          <StepCard
            href={links.flowStep(at, step.number)}
            name={step.name}
            number={step.isTrigger ? undefined : step.number}
            note={step.note}
            hue={step.hue}
            icon={step.icon}
            trigger={step.isTrigger}
            current={step.number === selected}
            disabled={step.isDisabled}
            dragged={canWrite && !step.isTrigger ? step.key : undefined}
            badges={badgesOf(step)}
            result={step.isTrigger ? null : <StepResult number={step.number} result={step.result} />}
          />
          {step.lists.map((list) => (
            <Nested
              list={list}
              at={at}
              selected={selected}
              canWrite={canWrite}
              depth={depth + 1}
              parent={step}
            />
          ))}
          {canWrite ? (
            <StepAdd
              href={links.newStep(at.id, { flow: at.flow, after: step.key })}
              after={step.name}
              byKey={step.number === selected}
            />
          ) : null}
        </li>
      ))}
    </StepList>
  );
}

type NestedProps = Omit<FlowStepsProps, 'steps'> & {
  list: ListedStep['lists'][number];
  depth: number;
  parent: ListedStep;
};

function Nested({ list, depth, parent, ...rest }: NestedProps) {
  const { kind, name, steps } = list;
  const { at, canWrite } = rest;
  const first = {
    flow: at.flow,
    in: parent.key,
    ...(kind === 'branch' && { branch: name }),
  };
  const inside =
    steps.length === 0 ? (
      <>
        <p class="small muted">No steps: the run goes on behind it.</p>
        {canWrite ? <StepAdd href={links.newStep(at.id, first)} after={`${parent.name}, ${name}`} /> : null}
      </>
    ) : (
      <Steps steps={steps} depth={depth} {...rest} />
    );
  if (depth <= DEEPEST_RAIL) {
    return (
      <Rail kind={kind} label={name}>
        {inside}
      </Rail>
    );
  }
  return (
    <div>
      <Badge>{name}</Badge>
      {inside}
    </div>
  );
}

function badgesOf({ retries, isIgnored, isDisabled, isPinned, problems }: ListedStep) {
  const isPlain = retries === undefined && !isIgnored && !isDisabled && !isPinned;
  if (isPlain && problems.count === 0) return null;
  return (
    <>
      {isDisabled ? <Badge title="The run passes over it">disabled</Badge> : null}
      {isPinned ? (
        <Badge tone="run" title="Tests do not execute it: it gives its pinned output">
          Pinned
        </Badge>
      ) : null}
      {retries === undefined ? null : (
        <Badge icon="rotate-cw" title={`Tried again up to ${plural(retries, 'time')}`}>
          <span class="sr-only">Tried again up to </span>
          {String(retries)}
        </Badge>
      )}
      {isIgnored ? (
        <Badge icon="skip-forward" title="Goes on when it fails">
          ignore
        </Badge>
      ) : null}
      {problems.count === 0 ? null : <Badge tone={problems.tone}>{plural(problems.count, 'problem')}</Badge>}
    </>
  );
}
