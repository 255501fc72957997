import { links } from '../../src/lib/links.ts';
import { type FileProblem, FileProblems } from '../integrations/file-problems.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { CodeField } from '../kit/code-field.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { type DraftState, DraftStateBar } from './draft-state.tsx';
import { SeenFields } from './seen.tsx';

type YamlPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  revision: number;
  text: string;
  problems: FileProblem[];
  errors: Record<string, string>;
  /** Somebody has changed the draft while this was typed. */
  isOutdated: boolean;
};

/** The whole draft as text. */
export function YamlPage(props: YamlPageProps) {
  const { frame, integration, state, revision, text, problems, errors, isOutdated } = props;
  return (
    <IntegrationLayout frame={frame} title="YAML" integration={integration}>
      <PageHead title="YAML" note="The whole draft. Stable keys keep flows, their addresses and their state.">
        <DraftStateBar frame={frame} integration={integration} state={state} />
      </PageHead>
      <FormErrors errors={errors} />
      {isOutdated ? (
        <Banner tone="warn" alert>
          Somebody has changed the draft since you opened this. Nothing of yours was saved yet: save again to
          put it in the place of theirs, or <a href={links.draftYaml(integration.id)}>read the draft again</a>
          .
        </Banner>
      ) : null}
      <form
        class="stack"
        method="post"
        action={links.draftYaml(integration.id)}
        enctype="multipart/form-data"
      >
        <SeenFields frame={frame} seen={{ revision }} />
        <CodeField
          name="text"
          label="Definition"
          rows={28}
          value={text}
          editor={{ language: 'yaml', id: 'editor-of-the-draft' }}
          error={errors.text}
        />
        <Field
          name="file"
          label="Or a file in its place"
          optional
          kind="file"
          accept=".yml,.yaml,.json"
          help="YAML or JSON, up to 5 MB."
        />
        <div class="row">
          <Button kind="primary">Save draft</Button>
          <Button href={links.integration(integration.id)}>Back to the flows</Button>
        </div>
      </form>
      {problems.length === 0 ? null : (
        <Section id="problems" title="Problems">
          <FileProblems problems={problems} />
        </Section>
      )}
    </IntegrationLayout>
  );
}
