import { Section } from '../../views/kit/card.tsx';
import { JsonTree } from '../../views/kit/json-tree.tsx';
import { LogLines } from '../../views/kit/log-lines.tsx';
import { PageHead } from '../../views/kit/page-head.tsx';
import { StackedBars } from '../../views/kit/stacked-bars.tsx';
import { Waterfall, WaterfallRow } from '../../views/kit/waterfall.tsx';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  title: `${String(hour).padStart(2, '0')}:00`,
  succeeded: hour * 40,
  failed: hour === 11 ? 61 : 0,
  other: hour === 11 ? 40 : 0,
}));
const VALUE = {
  authorization: '***',
  number: 'A-10482',
  total: 118.7,
  gift: false,
  note: null,
  lines: Array.from({ length: 130 }, (_, index) => ({ sku: `S-${index}`, quantity: 1 })),
  deep: { a: { b: { c: {} } } },
  nothing: [],
  file: new Uint8Array(4096),
};

export function KitRuns() {
  return (
    <>
      <PageHead title="Runs" hidden />
      <Section id="hours" title="Runs per hour">
        <StackedBars
          id="runs-per-hour"
          bars={HOURS}
          label="Runs per hour in the last 24 hours. Most: 920 at 23 h. Failures: 61, all at 11 h."
          x={['00', '06', '12', '18', 'now']}
          other="Waiting to retry"
          note="Times in UTC"
          table="/runs"
        />
      </Section>
      <Section id="steps" title="Steps">
        <Waterfall id="waterfall">
          <WaterfallRow
            id="s0"
            href="/0"
            name="New order"
            state="succeeded"
            took="6 ms"
            spans={[{ start: 0, end: 1 }]}
          />
          <WaterfallRow
            id="s1"
            href="/1"
            name="Get order"
            number="1"
            state="failed"
            current
            took="904 ms"
            spans={[
              { start: 3, end: 78, kind: 'bad' },
              { start: 78, end: 254, kind: 'wait' },
              { start: 254, end: 1000, kind: 'bad' },
            ]}
          />
          <WaterfallRow
            id="s2"
            href="/2"
            name="VAT"
            number="2.1"
            nested
            state="skipped"
            took="not taken"
            spans={[]}
          />
        </Waterfall>
      </Section>
      <Section id="logs" title="Logs">
        <LogLines
          lines={[
            { at: NOW, level: 'info', message: 'Order A-10482 received' },
            { at: NOW + 1, level: 'warn', message: 'Trying again in 0.5 s' },
            { at: NOW + 12, level: 'error', message: 'currency must not be blank' },
          ]}
        />
      </Section>
      <Section id="output" title="Output">
        <JsonTree value={VALUE} path="getOrder.results" more="/output?part=output" id="json-1" />
        <JsonTree value="plain" />
      </Section>
    </>
  );
}
