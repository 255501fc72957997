import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';

export type LimitsShown = {
  /** How many executions run at once, as it is typed; empty for as many as of any instance. */
  executions: string;
  /** As many as of any. */
  usual: number;
  error: string | undefined;
};

/** How much of an instance runs at once: whoever may not change it is told. */
export function Limits({ frame, id, limits }: { frame: Frame; id: string; limits: LimitsShown }) {
  const { executions, usual, error } = limits;
  if (frame.viewer?.may('instances:write') !== true)
    return (
      <p>{`${executions === '' ? usual : executions} of its executions run at once; more of them wait.`}</p>
    );
  return (
    <form method="post" action={links.instanceLimits(id)} class="stack">
      <Csrf token={frame.csrf} />
      <Field
        name="executions"
        label="Executions at once"
        optional
        inputmode="numeric"
        value={executions}
        error={error}
        help={`Of any instance ${usual} run at once, and more of them wait. What is typed here holds from the next one on.`}
      />
      <div>
        <Button>Save limit</Button>
      </div>
    </form>
  );
}
