import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

type NothingYetProps = { hasSample: boolean; mayBuild: boolean };

/** What to do before anything has run. */
export function NothingYet({ hasSample, mayBuild }: NothingYetProps) {
  const build = mayBuild ? (
    <>
      <Button href={links.newIntegration()} kind={hasSample ? undefined : 'primary'} icon="plus">
        Integration
      </Button>
      <Button href={links.importIntegration()}>Import YAML</Button>
    </>
  ) : null;
  const actions = (
    <>
      {hasSample ? (
        <Button href={links.sample()} kind="primary" icon="play">
          Try the sample
        </Button>
      ) : null}
      {build}
    </>
  );
  return (
    <EmptyState title="Nothing has run yet" actions={hasSample || mayBuild ? actions : undefined}>
      <p>
        An integration connects your product with another system. Once one is published and deployed for a
        customer, its runs are counted here.
      </p>
      {mayBuild ? null : <p>Owners, admins and builders make integrations.</p>}
    </EmptyState>
  );
}
