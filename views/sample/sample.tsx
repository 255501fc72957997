import type { Child } from 'hono/jsx';
import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button, CopyButton } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Lead } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type SampleRun = {
  id: string;
  status: StatusState;
  queuedAt: Instant;
  took: number | undefined;
};

type SampleProps = {
  frame: Frame;
  integration: { id: string; name: string };
  instanceId: string;
  curl: string;
  rows: SampleRun[];
  canRemove: boolean;
};

/** What a newcomer sees first: a run within a minute, and where each thing of it is. */
export function SamplePage(props: SampleProps) {
  const { frame, integration, instanceId, curl, rows, canRemove } = props;
  return (
    <StaffLayout frame={frame} title="Your first run" section="overview">
      <PageHead title="Your first run" />
      <Lead>
        <b>{integration.name}</b> is built, published and deployed. Send it an order and see what it does.
      </Lead>
      <section class="card stack" aria-labelledby="send">
        <h2 id="send">Send an order</h2>
        <form class="row" method="post" action={links.sampleCalls()}>
          <Csrf token={frame.csrf} />
          <Button kind="primary" icon="play">
            Send an order from here
          </Button>
        </form>
        <p class="small muted">Or from a terminal, as another system would:</p>
        <div class="row">
          <code class="grow mono">{curl}</code>
          <CopyButton text={curl} label="Copy the curl line" />
        </div>
      </section>
      <section class="stack" aria-labelledby="runs" hx-sse:connect={links.sampleStream()}>
        <h2 id="runs">Runs</h2>
        <SampleRuns rows={rows} />
        <NotLive href={links.sample()} />
      </section>
      <nav class="stack" aria-label="Where things are">
        <h2>Look around</h2>
        <ul class="stack">
          <Way href={links.integration(integration.id)} label="The integration">
            its trigger and its steps, and what each of them is given
          </Way>
          <Way href={links.instance(instanceId)} label="The instance">
            it runs for one customer, with an address and values of its own
          </Way>
          <Way href={links.newIntegration()} label="Build your own">
            step by step, or <a href={links.importIntegration()}>import a YAML file</a>
          </Way>
        </ul>
      </nav>
      {canRemove ? (
        <form class="row" method="post" action={links.sampleRemoval()}>
          <Csrf token={frame.csrf} />
          <Button icon="trash-2">Remove the sample</Button>
          <span class="small muted grow">Its integration, its customer and their runs go.</span>
        </form>
      ) : null}
    </StaffLayout>
  );
}

/** The rows that the stream replaces. */
export function SampleRuns({ rows }: { rows: SampleRun[] }) {
  return (
    <div id="sample-runs" aria-live="polite">
      {rows.length === 0 ? (
        <p class="muted">Nothing has run yet.</p>
      ) : (
        <Table label="Runs of the sample">
          {rows.map((row) => (
            <tr id={`run-${row.id}`}>
              <TitleCell
                href={links.execution(row.id)}
                title="See what it did"
                note={<Time at={row.queuedAt} />}
              />
              <td>
                <Status state={row.status} />
              </td>
              <td class="num muted">{row.took === undefined ? '' : duration(row.took)}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function Way({ href, label, children }: { href: string; label: string; children: Child }) {
  return (
    <li>
      <a href={href}>{label}</a>: {children}
    </li>
  );
}
