import { links } from '../../src/lib/links.ts';
import { ConfigForm, type ConfigSection } from '../instances/config-form.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';

type ConfigPreviewPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  sections: ConfigSection[];
  /** Of the draft that the fields are of. */
  revision: string;
  /** Data sources are called with what stands in the form. */
  isLive: boolean;
};

/** The pages of the configuration as a customer is asked, with the values of tests, or what each begins with. */
export function ConfigPreviewPage(props: ConfigPreviewPageProps) {
  const { frame, integration, sections, revision, isLive } = props;
  const back = links.integrationConfiguration(integration.id);
  return (
    <IntegrationLayout frame={frame} title="Preview" integration={integration}>
      <PageHead
        title="Preview"
        note="What a customer is asked, page by page, with the values of tests, or else the defaults."
      >
        <Button href={back}>Back to the configuration</Button>
      </PageHead>
      {sections.length === 0 ? (
        <EmptyState title="A customer is asked nothing">
          <p>No page has a variable or a text that customers see.</p>
        </EmptyState>
      ) : (
        <>
          <Banner tone="run">
            This is a preview: nothing that you type here is saved.
            {isLive ? ' Choices are loaded with the values of tests.' : null}
          </Banner>
          {isLive ? (
            <form
              class="stack"
              method="post"
              action={links.configurationPreview(integration.id)}
              autocomplete="off"
            >
              <Csrf token={frame.csrf} />
              {/* Enter presses the first button of a form, and lists have buttons of their own. */}
              <input type="submit" hidden />
              <input type="hidden" name="revision" value={revision} />
              <ConfigForm sections={sections} />
            </form>
          ) : (
            <ConfigForm sections={sections} />
          )}
        </>
      )}
    </IntegrationLayout>
  );
}
