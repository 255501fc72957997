import { links } from '../../src/lib/links.ts';
import { ConfigForm, type ConfigSection } from '../instances/config-form.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';

type ConfigPreviewPageProps = { frame: Frame; integration: IntegrationFacts; sections: ConfigSection[] };

/** The pages of the configuration as a customer is asked, with the values of tests, or what each begins with. */
export function ConfigPreviewPage({ frame, integration, sections }: ConfigPreviewPageProps) {
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
          <Banner tone="run">This is a preview: nothing that you type here is saved.</Banner>
          <ConfigForm sections={sections} />
        </>
      )}
    </IntegrationLayout>
  );
}
