import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { Markdown } from '../kit/markdown.tsx';
import { PageHead } from '../kit/page-head.tsx';

type DocumentationProps = {
  frame: Frame;
  integration: IntegrationFacts;
  text: string;
  /** HTML of the text that is stored. */
  html: string;
  errors: Record<string, string>;
  /** Names the state of the text that was opened. */
  seen: string;
  /** Somebody else has changed the text meanwhile. */
  isOutdated: boolean;
};

export function DocumentationPage(props: DocumentationProps) {
  const { frame, integration, text, html, errors, seen, isOutdated } = props;
  return (
    <IntegrationLayout frame={frame} title="Documentation" integration={integration}>
      <PageHead
        title="Documentation"
        note="What colleagues need to know of this integration. Part of each version."
      />
      <FormErrors errors={errors} />
      {isOutdated ? (
        <Banner tone="warn" alert>
          <strong>Somebody has changed the text since you opened it.</strong> Below is what they saved, in the
          field what you typed. Saving again replaces theirs.
        </Banner>
      ) : null}
      {integration.canEdit ? (
        <form class="stack" method="post" action={links.integrationDocumentation(integration.id)}>
          <Csrf token={frame.csrf} />
          <input type="hidden" name="seen" value={seen} />
          <Field
            name="documentation"
            label="Text"
            kind="textarea"
            rows={14}
            help="Markdown: # for headings, - for lists, ** for bold, three backquotes around code."
            value={text}
            error={errors.documentation}
            mono
          />
          <div class="row">
            <Button kind="primary">Save documentation</Button>
          </div>
        </form>
      ) : null}
      {html === '' && !integration.canEdit ? (
        <EmptyState title="Nothing written yet">
          <p>Builders write here what an integration is for and what to look out for.</p>
        </EmptyState>
      ) : (
        <Section id="saved" title="As saved">
          {html === '' ? <p class="muted">Nothing written yet.</p> : <Markdown html={html} />}
        </Section>
      )}
    </IntegrationLayout>
  );
}
