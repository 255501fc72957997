import type { Seen } from '../../src/lib/links.ts';
import { links } from '../../src/lib/links.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { ExecutionHead, type Head } from './head.tsx';
import { type ExecutionLog, ExecutionLogs } from './logs.tsx';
import { ExecutionPanel, type Panel } from './panel.tsx';
import { ReplayFromHere } from './replay-form.tsx';
import { ExecutionSteps, type ExecutionStepsProps } from './steps.tsx';

/** All that the page of an execution shows. */
export type ShownExecution = {
  seen: Seen;
  head: Head;
  steps: Omit<ExecutionStepsProps, 'seen' | 'isOpen'>;
  log: ExecutionLog;
  panel: Panel | undefined;
};

type ExecutionPageProps = { frame: Frame; shown: ShownExecution; refused?: string | undefined };

/** One execution: how it went, step by step. It is live until its end. */
export function ExecutionPage({ frame, shown, refused }: ExecutionPageProps) {
  const { seen, head, steps, log } = shown;
  return (
    <StaffLayout
      frame={frame}
      title={head.customer === undefined ? `Test of ${head.flow}` : `${head.flow} for ${head.customer}`}
      section="executions"
      bare
    >
      <main id="main" tabindex={-1}>
        <ExecutionHead frame={frame} head={head} seen={seen} refused={refused} />
        <div class="split" id="run">
          <div class="page">
            <ExecutionSteps seen={seen} isOpen={head.isOpen} {...steps} />
            <ExecutionLogs seen={seen} log={log} />
          </div>
          <SelectedStep frame={frame} shown={shown} />
        </div>
        {head.isOpen ? <Live seen={seen} /> : null}
      </main>
    </StaffLayout>
  );
}

/** The selected step; the run can be repeated from there once it has ended. */
export function SelectedStep({
  frame,
  shown: { seen, head, panel },
}: {
  frame: Frame;
  shown: ShownExecution;
}) {
  const { isOpen, failed, acts } = head;
  const isOffered = acts.may && !isOpen && panel?.content.kind === 'step' && panel.path !== failed?.path;
  return (
    <ExecutionPanel seen={seen} isOpen={isOpen} panel={panel}>
      {isOffered && acts.current !== undefined ? (
        <ReplayFromHere
          csrf={frame.csrf}
          {...{ id: head.id, path: panel.path, version: acts.version, current: acts.current }}
        />
      ) : null}
    </ExecutionPanel>
  );
}

function Live({ seen }: { seen: Seen }) {
  return <div hidden {...{ 'hx-sse:connect': links.executionStream(seen), 'hx-sse:close': 'close' }} />;
}
