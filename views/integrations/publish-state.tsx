import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { Time } from '../kit/time.tsx';

/** When the draft was changed, or the version that it still is. */
export type DraftState = { changedAt: Instant } | { version: number };

/** How far the draft is from what was published, and the way to publish it. */
export function PublishState({ integration, state }: { integration: IntegrationFacts; state: DraftState }) {
  if ('version' in state) return <span class="muted small">{`v${state.version}`}</span>;
  return (
    <>
      <span class="muted small">
        Draft, changed <Time at={state.changedAt} />
      </span>
      {integration.canWrite ? <Button href={links.versions(integration.id)}>Publish …</Button> : null}
    </>
  );
}
