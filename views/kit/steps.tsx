import type { Child, PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Icon } from './icon.tsx';
import { Status } from './status.tsx';
import { Tile } from './tile.tsx';

/** The steps of a flow or of a branch, each an `li`. */
export function StepList({ id, children }: PropsWithChildren<{ id?: string | undefined }>) {
  return (
    <ol class="step-list" id={id}>
      {children}
    </ol>
  );
}

type StepCardProps = {
  href: string;
  name: string;
  hue: number;
  icon?: string | undefined;
  /** `2.1`; the trigger has none. */
  number?: string | undefined;
  /** What it does, in one line. */
  note?: Child;
  badges?: Child;
  took?: string | undefined;
  state?: StatusState | undefined;
  /** How it went, with an id of its own by which it is live. */
  result?: Child;
  trigger?: boolean | undefined;
  current?: boolean | undefined;
  /** Runs pass over it. */
  disabled?: boolean | undefined;
  id?: string | undefined;
  /** The key by which it is dragged. */
  dragged?: string | undefined;
};

/** A step or the trigger. */
export function StepCard(props: StepCardProps) {
  const { href, name, hue, icon, number, note, badges, took, state, result, trigger, current, id, dragged } =
    props;
  const facts = badges || took !== undefined || state !== undefined || trigger;
  return (
    <a
      class={classes('step-card', trigger && 'trigger')}
      href={href}
      id={id}
      data-step={dragged}
      aria-current={current ? 'true' : undefined}
      data-disabled={props.disabled ? '' : undefined}
    >
      <Tile hue={hue} icon={icon} kind="soft" />
      <span class="grow">
        <strong>
          {number === undefined ? null : (
            <>
              <span class="mono muted">{number}</span>{' '}
            </>
          )}
          {name}
        </strong>
        {note ? <small class="clip">{note}</small> : null}
      </span>
      {facts ? (
        <span class="row small">
          {trigger ? <span class="badge">Trigger</span> : null}
          {badges}
          {took === undefined ? null : <span class="muted wide">{took}</span>}
          {state === undefined ? null : <Status state={state} bare />}
        </span>
      ) : null}
      {result}
    </a>
  );
}

type StepAddProps = {
  href: string;
  after?: string | undefined;
  /** Whether the key for it means this one: behind the selected step. */
  byKey?: boolean | undefined;
};

/** The place between two steps where another can be added. */
export function StepAdd({ href, after, byKey }: StepAddProps) {
  const name = after === undefined ? 'Add a step' : `Add a step after ${after}`;
  return (
    <a
      class="step-add"
      href={href}
      aria-label={name}
      title="Add a step"
      hx-boost="false"
      data-key={byKey ? 'a' : undefined}
    >
      <Icon name="plus" />
    </a>
  );
}

type RailProps = PropsWithChildren<{ kind: 'branch' | 'loop'; label: string }>;

/** A branch or the inside of a loop; its child is a `StepList`. */
export function Rail({ kind, label, children }: RailProps) {
  return (
    <div class="rail" data-kind={kind}>
      <span class="badge">{label}</span>
      {children}
    </div>
  );
}
