import type { Child } from 'hono/jsx';
import { plural } from '../../src/lib/format.ts';
import { links, type PanelTab, type Seen } from '../../src/lib/links.ts';
import { inPlace } from '../../src/lib/ui/in-place.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { JsonTree } from '../kit/json-tree.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { Status } from '../kit/status.tsx';
import { StepPanel } from '../kit/step-panel.tsx';
import { Lines, type ShownLine } from './logs.tsx';
import { LargeRequest, RequestNotKept, RequestParts, type ShownCall } from './request.tsx';
import { type ShownValue, Value } from './value.tsx';

export type PanelError = {
  message: string;
  name: string | undefined;
  stack: string | undefined;
  detail: unknown;
};

export type Panel = {
  path: string;
  /** The trigger has none. */
  number: string | undefined;
  title: string;
  /** "HTTP · GET request". */
  note: string;
  icon: string;
  hue: number;
  /** The reference to its results. */
  reference: string;
  content: PanelContent;
};

export type PanelContent =
  | { kind: 'trigger'; call: ShownCall | 'large' | undefined }
  | { kind: 'not-run'; why: string }
  | {
      kind: 'step';
      state: StatusState;
      /** "904 ms", "again in 2 min". */
      took: string;
      tries: { number: number; of: number } | undefined;
      tab: PanelTab;
      /** What it was given and gave is no longer kept. */
      isDropped: boolean;
      input: ShownValue;
      output: ShownValue;
      /** Beside the value itself: status, content type, branch. */
      about: { label: string; value: string }[];
      error: PanelError | undefined;
      lines: ShownLine[];
      hasMoreLines: boolean;
    };

type PanelProps = {
  seen: Seen;
  isOpen: boolean;
  panel: Panel | undefined;
  /** What else may be done from the selected step. */
  children?: Child;
};

/** The selected step: what it was given, what it gave, what it said. */
export function ExecutionPanel({ seen, isOpen, panel, children }: PanelProps) {
  if (panel === undefined) {
    return (
      <aside class="panel" aria-label="Step" id="step-panel">
        <p class="muted">There is no step to show.</p>
      </aside>
    );
  }
  const { number, title, note, hue, icon } = panel;
  return (
    <StepPanel id="step-panel" title={title} number={number} note={note} hue={hue} icon={icon}>
      <div class="stack">
        {children}
        {contentOf(seen, isOpen, panel)}
      </div>
    </StepPanel>
  );
}

function contentOf(seen: Seen, isOpen: boolean, panel: Panel): Child {
  const { content } = panel;
  if (content.kind === 'not-run') return <p class="muted">{content.why}</p>;
  if (content.kind === 'step') {
    return <StepContent seen={seen} isOpen={isOpen} panel={panel} content={content} />;
  }
  if (content.call === undefined) return <RequestNotKept />;
  if (content.call === 'large') return <LargeRequest id={seen.id} />;
  return <RequestParts id={seen.id} call={content.call} path={panel.reference} />;
}

type StepContent = Extract<PanelContent, { kind: 'step' }>;
type Props = { seen: Seen; panel: Panel; content: StepContent };

function StepContent({ seen, isOpen, panel, content }: Props & { isOpen: boolean }) {
  const { state, took, tries, tab, error, lines, hasMoreLines } = content;
  const count = hasMoreLines ? `${lines.length - 1}+` : String(lines.length);
  const tabs: Tab[] = [
    { href: links.executionTab(seen, 'data'), label: 'Input and output', current: tab === 'data' },
    { href: links.executionTab(seen, 'logs'), label: 'Logs', count, current: tab === 'logs' },
    ...(error ? [{ href: links.executionTab(seen, 'error'), label: 'Error', current: tab === 'error' }] : []),
  ];
  return (
    <>
      <p class="row small">
        <Status state={state} />
        <span class="muted">
          {took}
          {tries ? `, try ${tries.number} of ${tries.of}` : ''}
        </span>
      </p>
      <div {...inPlace(isOpen)}>
        <Tabs label="Step data" items={tabs} />
      </div>
      {tab === 'logs' ? <StepLogs content={content} /> : null}
      {tab === 'error' && error ? <ErrorDetail error={error} /> : null}
      {tab === 'data' || (tab === 'error' && !error) ? (
        <StepData seen={seen} panel={panel} content={content} />
      ) : null}
    </>
  );
}

function StepLogs({ content: { lines, hasMoreLines } }: { content: StepContent }) {
  if (lines.length === 0) return <p class="muted">This step has logged nothing.</p>;
  return (
    <>
      <Lines lines={hasMoreLines ? lines.slice(0, -1) : lines} />
      {hasMoreLines ? (
        <p class="small muted">These are the first {plural(lines.length - 1, 'line')}. The file has all.</p>
      ) : null}
    </>
  );
}

function StepData({ seen, panel, content }: Props) {
  const { input, output, about, error, isDropped } = content;
  const values = (part: 'input' | 'output') => ({
    more: links.executionValue(seen.id, panel.path, part),
    download: links.executionPayload(seen.id, panel.path, part),
  });
  return (
    <>
      {isDropped ? <p class="muted">What it was given and gave is no longer kept.</p> : null}
      <Value
        title="Input"
        shown={input}
        path=""
        {...values('input')}
        none={isDropped ? 'Not kept.' : 'It was given nothing.'}
      />
      {error ? (
        <p class="error">
          {error.message} <a href={links.executionTab(seen, 'error')}>Show the error</a>
        </p>
      ) : null}
      {about.length === 0 ? null : (
        <p class="small muted">{about.map(({ label, value }) => `${label}: ${value}`).join(' · ')}</p>
      )}
      {error ? null : (
        <Value
          title="Output"
          shown={output}
          path={panel.reference}
          {...values('output')}
          none={isDropped ? 'Not kept.' : 'It gave nothing.'}
        />
      )}
    </>
  );
}

function ErrorDetail({ error: { message, name, stack, detail } }: { error: PanelError }) {
  return (
    <>
      <p class="error">{name === undefined ? message : `${name}: ${message}`}</p>
      {detail === undefined ? null : (
        <section class="stack" aria-label="Detail">
          <h3 class="muted small">Detail</h3>
          <JsonTree value={detail} />
        </section>
      )}
      {stack === undefined ? null : (
        <section class="stack" aria-label="Stack">
          <h3 class="muted small">Stack</h3>
          <pre class="mono" tabindex={0} role="group" aria-label="Stack">
            {stack}
          </pre>
        </section>
      )}
    </>
  );
}
