import { links } from '../../src/lib/links.ts';
import { ConfigForm, type ConfigSection } from '../instances/config-form.tsx';
import { SecretsNote } from '../instances/secrets-note.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';

type TestConfigurationProps = {
  frame: Frame;
  integration: IntegrationFacts;
  sections: ConfigSection[];
  /** Names of what tests have no value for. */
  missing: string[];
  /** The draft that the fields are of, and the values that stand in them. */
  revision: number;
  seen: string;
  errors: Record<string, string>;
  /** The draft was changed while the form was open. */
  isOutdated: boolean;
};

/** The values that tests of the draft run with. */
export function TestConfigurationPage(props: TestConfigurationProps) {
  const { frame, integration, sections, missing, revision, seen, errors, isOutdated } = props;
  const { id, canWrite } = integration;
  return (
    <IntegrationLayout frame={frame} title="Values of tests" integration={integration}>
      <PageHead
        title="Values of tests"
        note="Test runs use these values, and never those of a customer. What they reach with them is real."
      />
      {isOutdated ? (
        <Banner tone="warn" alert>
          The integration was changed while this page was open. Look through the values and save again.
        </Banner>
      ) : null}
      {missing.length === 0 || Object.keys(errors).length > 0 ? null : (
        <Banner tone="warn">Nothing can be tested before these have a value: {missing.join(', ')}.</Banner>
      )}
      <FormErrors errors={errors} />
      <SecretsNote errors={errors} items={sections.flatMap(({ items }) => items)} />
      <form class="stack" method="post" action={links.testConfiguration(id)} autocomplete="off">
        <Csrf token={frame.csrf} />
        <input type="hidden" name="revision" value={String(revision)} />
        <input type="hidden" name="seen" value={seen} />
        <ConfigForm sections={sections} />
        {sections.length === 0 ? <p class="muted">This integration asks for no values.</p> : null}
        {canWrite && sections.length > 0 ? (
          <div class="row">
            <Button kind="primary">Save</Button>
            <Button href={links.integration(id)}>Cancel</Button>
          </div>
        ) : null}
      </form>
    </IntegrationLayout>
  );
}
