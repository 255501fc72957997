import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Option } from '../kit/control.tsx';
import type { Frame } from '../kit/frame.ts';
import { TestBar } from '../kit/test-bar.tsx';
import { type TestState, TestStateText } from './test-state.tsx';

export type TestOfFlow = {
  flow: string;
  payloads: Option[];
  payload: string | undefined;
  last: TestState | undefined;
  /** Key of the selected step; none of the trigger. */
  step: string | undefined;
  /** How many config variables tests have no value for. */
  missing: number;
  /** Where it is told how the latest test goes, while it does. */
  stream: string | undefined;
};

/** Runs the flow, or says what is missing for that. */
export function TestDock({ frame, id, test }: { frame: Frame; id: string; test: TestOfFlow }) {
  const { missing, last, ...bar } = test;
  return (
    <>
      {missing === 0 ? null : (
        <p class="small">
          Tests have no value for {plural(missing, 'config variable')}.{' '}
          <a href={links.testConfiguration(id)}>Set the values of tests</a>
        </p>
      )}
      <TestBar
        csrf={frame.csrf}
        action={links.testExecutions(id)}
        flow={bar.flow}
        payloads={bar.payloads}
        payload={bar.payload}
        step={bar.step}
        last={<TestStateText test={last} />}
      />
    </>
  );
}
