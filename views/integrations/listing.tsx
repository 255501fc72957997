import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { Time } from '../kit/time.tsx';
import { OverIntegration } from './over-integration.tsx';

export type ListingValues = { blurb: string; position: string; labels: string };

type ListingProps = {
  frame: Frame;
  integration: IntegrationFacts;
  /** Who listed it, and when; undefined where it is not listed. */
  listed: { at: Instant; by: string | null } | undefined;
  /** What customers activate; undefined where there is nothing to activate. */
  version: number | undefined;
  values: ListingValues;
  errors: Record<string, string>;
};

/** Whether customers may activate an integration themselves, and how it is offered. */
export function ListingPage({ frame, integration, listed, version, values, errors }: ListingProps) {
  const at = links.integration(integration.id);
  const action = links.integrationListing(integration.id);
  const isNew = listed === undefined;
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="listing"
      title="Marketplace listing"
      close={at}
    >
      <Standing listed={listed} version={version} />
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={action}>
        <Csrf token={frame.csrf} />
        <Field
          kind="textarea"
          name="blurb"
          label="What its card says"
          optional
          rows={2}
          placeholder={integration.description}
          help="One or two sentences for customers. Without it they read the description."
          value={values.blurb}
          error={errors.blurb}
        />
        <Field
          name="labels"
          label="Only customers with a label"
          optional
          help="Separate with commas. Customers who have one of them see it; without any, all do."
          value={values.labels}
          error={errors.labels}
        />
        <Field
          name="position"
          label="Position"
          help="The smallest number stands first in its category."
          value={values.position}
          error={errors.position}
        />
        <div class="row">
          <Button kind="primary">{isNew ? 'List on the marketplace' : 'Save listing'}</Button>
          <Button href={at}>Cancel</Button>
          {isNew ? null : (
            <>
              <span class="grow" />
              <Button
                kind="danger"
                formaction={links.integrationListingRemoval(integration.id)}
                formnovalidate
              >
                Take it off
              </Button>
            </>
          )}
        </div>
      </form>
    </OverIntegration>
  );
}

function Standing({ listed, version }: Pick<ListingProps, 'listed' | 'version'>) {
  if (version === undefined) {
    return (
      <Banner tone="warn">
        {listed ? 'It is listed, but shown to nobody: no' : 'No'} version of it can be activated. Publish one,
        or make one available.
      </Banner>
    );
  }
  if (!listed)
    return (
      <p class="muted">Customers then activate v{version} themselves, and later the newest available one.</p>
    );
  return (
    <p class="muted">
      Listed <Time at={listed.at} />
      {listed.by === null ? null : <> by {listed.by}</>}. Customers activate v{version}, the newest available
      one. What they have stays when you take it off.
    </p>
  );
}
