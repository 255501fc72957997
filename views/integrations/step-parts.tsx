import { Button } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { partHref, type StepAddresses } from './addresses.ts';

export type StepPart = { page: number; pages: number };

/** The way through a flow of hundreds of steps; nothing where all of them are listed. */
export function StepParts({ at, part }: { at: StepAddresses; part: StepPart }) {
  const { page, pages } = part;
  if (pages <= 1) return null;
  return (
    <nav class="row" aria-label="Parts of the flow">
      {page === 1 ? null : (
        <Button href={partHref(at, page - 1)} icon="chevron-left" rel="prev">
          Steps before
        </Button>
      )}
      <span class="muted grow">{`Part ${page} of ${pages}`}</span>
      {page === pages ? null : (
        <Button href={partHref(at, page + 1)} rel="next">
          More steps <Icon name="chevron-right" />
        </Button>
      )}
    </nav>
  );
}
