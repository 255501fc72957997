import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';

/** Why what is shown is only read here, and where it is changed. */
export function CodeNote({ integration: { id, isCode, canWrite } }: { integration: IntegrationFacts }) {
  if (!isCode) return null;
  const upload = canWrite ? <Button href={links.components()}>Upload a build</Button> : undefined;
  return (
    <Banner tone="run" action={upload}>
      This integration is <a href={links.component(id)}>written as code</a>: flows and config variables are
      changed in its source. The next build that is uploaded takes the place of the draft.
    </Banner>
  );
}
