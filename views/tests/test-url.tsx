import { links } from '../../src/lib/links.ts';
import { Button, CopyButton } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { PanelSection } from '../kit/step-panel.tsx';

export type TestUrl = {
  /** Key of the flow. */
  flow: string;
  /** The address, and the line that calls it; undefined where none was made. */
  made: { url: string; curl: string } | undefined;
};

/** The address that runs the draft of a flow as a test. */
export function TestUrlSection({ csrf, id, test }: { csrf: string; id: string; test: TestUrl }) {
  const { flow, made } = test;
  return (
    <PanelSection label="Test URL" title="Test URL">
      <p class="help">
        A call of it is a test run of the draft as it is then. Whoever knows it may call it, without a key.
      </p>
      {made === undefined ? null : (
        <>
          <p class="row">
            <span class="mono small clip grow">{made.url}</span>
            <CopyButton text={made.url} label="Copy the test URL" />
          </p>
          <p class="row">
            <code class="mono small clip grow">{made.curl}</code>
            <CopyButton text={made.curl} label="Copy the curl line" />
          </p>
        </>
      )}
      <form class="row" method="post" action={links.testUrls(id)}>
        <Csrf token={csrf} />
        <input type="hidden" name="flow" value={flow} />
        {made === undefined ? (
          <Button>Make a test URL</Button>
        ) : (
          <Button formaction={links.testUrlRemoval(id)}>Remove the test URL</Button>
        )}
      </form>
    </PanelSection>
  );
}
