import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { Time } from '../kit/time.tsx';
import { type Seen, SeenFields } from './seen.tsx';

/** When the draft was changed, or the version that it still is; and what undo and redo would do. */
export type DraftState = {
  revision: number;
  changedAt: Instant;
  version: number | undefined;
  /** "Undo: Alex changed an input"; undefined where there is nothing. */
  undo: string | undefined;
  redo: string | undefined;
};

type DraftStateProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  /** What is looked at, to come back to: a step has another number after it was moved back. */
  seen?: Seen | undefined;
};

/** How far the draft is from what was published, ways to take changes back, and the way to publish it. */
export function DraftStateBar({ frame, integration, state, seen }: DraftStateProps) {
  const { id, canWrite } = integration;
  const { version, changedAt } = state;
  return (
    <>
      {canWrite ? <Turns frame={frame} id={id} state={state} seen={seen} /> : null}
      <a class="muted small" href={links.changes(id)}>
        {version === undefined ? (
          <>
            Draft, saved <Time at={changedAt} />
          </>
        ) : (
          `v${version}`
        )}
      </a>
      {canWrite && version === undefined ? <Button href={links.versions(id)}>Publish …</Button> : null}
    </>
  );
}

type TurnsProps = Omit<DraftStateProps, 'integration'> & { id: string };

function Turns({ frame, id, state, seen }: TurnsProps) {
  const { revision, undo, redo } = state;
  if (undo === undefined && redo === undefined) return null;
  return (
    <form class="row" method="post" action={links.undo(id)} id="turns">
      <SeenFields frame={frame} seen={{ ...seen, revision }} />
      <input type="hidden" name="return" value={frame.path} />
      {undo === undefined ? null : <Button kind="quiet" icon="undo-2" only={undo} data-key="Mod+z" />}
      {redo === undefined ? null : (
        <Button kind="quiet" icon="redo-2" only={redo} formaction={links.redo(id)} data-key="Mod+Shift+z" />
      )}
    </form>
  );
}
