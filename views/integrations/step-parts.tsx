import { type FlowAddress, links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';

export type StepPart = { page: number; pages: number };

/** The way through a flow of hundreds of steps; nothing where all of them are listed. */
export function StepParts({ at, part }: { at: FlowAddress; part: StepPart }) {
  const { page, pages } = part;
  if (pages <= 1) return null;
  return (
    <nav class="row" aria-label="Parts of the flow">
      {page === 1 ? null : (
        <Button href={links.flowPart(at, page - 1)} icon="chevron-left" rel="prev">
          Steps before
        </Button>
      )}
      <span class="muted grow">{`Part ${page} of ${pages}`}</span>
      {page === pages ? null : (
        <Button href={links.flowPart(at, page + 1)} rel="next">
          More steps <Icon name="chevron-right" />
        </Button>
      )}
    </nav>
  );
}
